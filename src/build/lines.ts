import { say, type Text } from '../kernel/text.ts'
import { text } from './messages.ts'

export const lines = {
  runtime: (component: string, version: string, locked: boolean): Text =>
    locked
      ? text(
          `${component}: Node ${version}, from ecluse.lock`,
          `${component} : Node ${version}, d’après ecluse.lock`,
        )
      : text(
          `${component}: Node ${version}, which this Écluse ships with (no ecluse.lock)`,
          `${component} : Node ${version}, livré avec cet Écluse (pas d’ecluse.lock)`,
        ),
  cached: (component: string): Text =>
    text(
      `${component}: built before from the same source; nothing to build`,
      `${component} : déjà construit à partir de la même source ; rien à construire`,
    ),
  packages: (component: string, count: number, fetched: number): Text =>
    say(
      (f) =>
        `${component}: ${f.counted(count, 'package by its', 'packages by their')} integrity, ${f.count(fetched)} of them fetched`,
      (f) =>
        `${component} : ${f.counted(count, 'paquet par son', 'paquets par leur')} intégrité, dont ${f.counted(fetched, 'téléchargé', 'téléchargés')}`,
    ),
  step: (component: string, event: string): Text =>
    text(`${component}: running ${event}`, `${component} : exécution de ${event}`),
  scriptsLeft: (component: string, names: string): Text =>
    text(
      `${component}: install scripts not run, because not declared: ${names} (build.install-scripts)`,
      `${component} : scripts d’installation non lancés, car non déclarés : ${names} (build.install-scripts)`,
    ),
  foreign: (component: string, command: string, libc: string): Text =>
    text(
      `${component}: ${command} is this machine’s, not the image’s (glibc ${libc} too)`,
      `${component} : ${command} vient de cette machine, pas de l’image (glibc ${libc} aussi)`,
    ),
  built: (component: string, image: string): Text =>
    text(`${component}: ${image}`, `${component} : ${image}`),
}
