import { say, type Text } from '../kernel/text.ts'

export const noMigrations: Text = {
  en: 'no migration is left to run',
  fr: 'aucune migration n’est à exécuter',
}
export const migrationsFirst = (n: number): Text =>
  say(
    (f) =>
      `${f.count(n)} ${n === 1 ? 'migration runs' : 'migrations run'}, with no release that they could break`,
    (f) => `${f.count(n)} migration${n < 2 ? ' s’exécute' : 's s’exécutent'}, sans version à rompre`,
  )
export const migrationsExpand = (n: number): Text =>
  say(
    (f) =>
      `${f.count(n)} ${n === 1 ? 'migration runs' : 'migrations run'} before it starts, and the running release goes on as it is`,
    (f) =>
      `${f.count(n)} migration${n < 2 ? ' s’exécute' : 's s’exécutent'} avant son démarrage, et la version en service continue telle quelle`,
  )
export const noWayBack = (by: string, why: string): Text => ({
  en: `${by} accepted that nothing takes it back by itself: ${why}`,
  fr: `${by} a accepté que rien ne la ramène de soi-même : ${why}`,
})
