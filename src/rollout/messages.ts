import { join, say, type Text } from '../kernel/text.ts'
import { instantText } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { CommandRefusal } from './commands.ts'
import type {
  Cause,
  CommandName,
  JobKind,
  Judgement,
  News,
  Outcome,
  Phase,
  Plan,
  Side,
  State,
  TailCommand,
  TailOutcome,
  TailPhase,
  TailPlan,
  TailState,
  Wait,
  Weight,
} from './types.ts'

export { problems } from './messages-plan.ts'

const share = (weight: Weight): Text =>
  say(
    (f) => f.percent(weight / 100),
    (f) => f.percent(weight / 100),
  )

const because = (reasons: readonly Reason[]): Text =>
  reasons.length === 0
    ? { en: '', fr: '' }
    : {
        en: `: ${reasons.map((reason) => reason.text.en).join('; ')}`,
        fr: ` : ${reasons.map((reason) => reason.text.fr).join(' ; ')}`,
      }

export const phaseNames: Readonly<Record<Phase | TailPhase, Text>> = {
  waiting: { en: 'waiting for its turn', fr: 'en attente de son tour' },
  gating: { en: 'reading its gates', fr: 'lecture des contrôles' },
  expanding: { en: 'expanding', fr: 'élargissement' },
  starting: { en: 'starting', fr: 'démarrage' },
  proving: { en: 'proving', fr: 'mise à l’épreuve' },
  moving: { en: 'moving people', fr: 'déplacement des personnes' },
  observing: { en: 'observing', fr: 'observation' },
  rehearsing: { en: 'rehearsing the way back', fr: 'répétition du retour en arrière' },
  settling: { en: 'settling', fr: 'consolidation' },
  returning: { en: 'returning', fr: 'retour en arrière' },
  clearing: { en: 'clearing', fr: 'nettoyage' },
  'handed-over': { en: 'handed over to a person', fr: 'remis à une personne' },
  keeping: { en: 'keeping the previous release', fr: 'version précédente gardée' },
  draining: { en: 'draining', fr: 'fin des requêtes en cours' },
  retiring: { en: 'retiring', fr: 'retrait' },
  contracting: { en: 'contracting', fr: 'réduction' },
  ended: { en: 'ended', fr: 'terminé' },
}

export const outcomeNames: Readonly<Record<Outcome | TailOutcome, Text>> = {
  done: { en: 'done', fr: 'réussi' },
  withdrawn: { en: 'withdrawn', fr: 'retiré' },
  'rolled-back': { en: 'rolled back', fr: 'ramené en arrière' },
  failed: { en: 'failed', fr: 'échoué' },
  retired: { en: 'retired', fr: 'retirée' },
  'taken-over': { en: 'taken over', fr: 'reprise' },
}

export const judgementNames: Readonly<Record<Judgement, Text>> = {
  regressed: { en: 'regressed', fr: 'régression' },
  safe: { en: 'safe', fr: 'sûr' },
  'not-enough-evidence': { en: 'not enough evidence', fr: 'preuves insuffisantes' },
  'no-telemetry': { en: 'no telemetry', fr: 'aucune télémétrie' },
}

const jobNames: Readonly<Record<JobKind, Text>> = {
  expand: { en: 'release task (`migrations`, `before`)', fr: 'tâche de version (`migrations`, `before`)' },
  smoke: { en: 'smoke check', fr: 'vérification sommaire' },
  contract: { en: 'contract migration', fr: 'migration de réduction' },
}

const sideNames: Readonly<Record<Side, Text>> = {
  old: { en: 'the previous release', fr: 'la version précédente' },
  new: { en: 'the new release', fr: 'la nouvelle version' },
}

const commandLine = (command: CommandName | TailCommand['command']): string => `ecluse ${command}`

/** Why a rollout turned back, stays or ended: a clause that follows a colon. */
export const causeText = (cause: Cause): Text => {
  switch (cause.code) {
    case 'regressed': {
      const [at, why] = [share(cause.weight), because(cause.reasons)]
      return { en: `regressed at ${at.en}${why.en}`, fr: `régression à ${at.fr}${why.fr}` }
    }
    case 'run-failed':
      if (cause.weight === 0)
        return say(
          (f) => `${f.list(cause.components)} failed before anybody was moved`,
          (f) => `défaillance de ${f.list(cause.components)} avant que quiconque soit déplacé`,
        )
      return say(
        (f) =>
          `${f.list(cause.components)} failed with ${f.percent(cause.weight / 100)} of people on the new release`,
        (f) =>
          `défaillance de ${f.list(cause.components)} avec ${f.percent(cause.weight / 100)} des personnes sur la nouvelle version`,
      )
    case 'not-ready':
      return say(
        (f) => `${f.list(cause.components)} not ready after ${f.duration(cause.after)}`,
        (f) => `${f.list(cause.components)} pas prêt après ${f.duration(cause.after)}`,
      )
    case 'job-failed': {
      const job = jobNames[cause.job]
      return {
        en: `the ${job.en} of ${cause.component} failed`,
        fr: `échec de la ${job.fr} de ${cause.component}`,
      }
    }
    case 'gate-refused': {
      const why = because(cause.reasons)
      return { en: `gate ${cause.gate} refused${why.en}`, fr: `le contrôle ${cause.gate} a refusé${why.fr}` }
    }
    case 'window-closed':
      return {
        en: `window ${cause.gate} closed with the release half out`,
        fr: `la fenêtre ${cause.gate} s’est fermée alors que la version n’était qu’à moitié sortie`,
      }
    case 'superseded':
      return { en: `superseded by ${cause.by}`, fr: `remplacé par ${cause.by}` }
    case 'unsure':
      return say(
        (f) => `not enough evidence at ${f.percent(cause.weight / 100)} after ${f.duration(cause.after)}`,
        (f) => `preuves insuffisantes à ${f.percent(cause.weight / 100)} après ${f.duration(cause.after)}`,
      )
    case 'blind':
      return say(
        (f) => `no telemetry at ${f.percent(cause.weight / 100)} after ${f.duration(cause.after)}`,
        (f) => `aucune télémétrie à ${f.percent(cause.weight / 100)} après ${f.duration(cause.after)}`,
      )
    case 'person':
      return {
        en: `${cause.by} asked: ${cause.command}`,
        fr: `à la demande de ${cause.by} : ${cause.command}`,
      }
  }
}

const readinessText = (wait: Extract<Wait, { code: 'ready' }>): Text => {
  const side = sideNames[wait.side]
  return say(
    (f) =>
      `waits until ${f.list(wait.components)} of ${side.en} is ready${wait.left === null ? '' : `, at most ${f.duration(wait.left)} more`}`,
    (f) =>
      `attend que ${f.list(wait.components)} de ${side.fr} soit prêt${wait.left === null ? '' : `, encore ${f.duration(wait.left)} au plus`}`,
  )
}

const evidenceText = (wait: Extract<Wait, { code: 'evidence' }>): Text => {
  const why = because(wait.reasons)
  const name =
    wait.judgement === null ? { en: 'no verdict yet', fr: 'aucun verdict' } : judgementNames[wait.judgement]
  // These say themselves what they are.
  const own = wait.judgement === 'not-enough-evidence' || wait.judgement === 'no-telemetry'
  const now =
    own && wait.reasons.length > 0
      ? join(
          wait.reasons.map(({ text }) => text),
          '; ',
        )
      : { en: `now ${name.en}${why.en}`, fr: `pour l’instant, ${name.fr}${why.fr}` }
  return say(
    (f) =>
      wait.left > 0
        ? `waits for evidence, at most ${f.duration(wait.left)} more; ${now.en}`
        : `its time for evidence is over; ${now.en}`,
    (f) =>
      wait.left > 0
        ? `attend des preuves, encore ${f.duration(wait.left)} au plus ; ${now.fr}`
        : `le temps accordé aux preuves est écoulé ; ${now.fr}`,
  )
}

/** What is waited for: a whole sentence without a subject. */
export const waitText = (wait: Wait): Text => {
  switch (wait.code) {
    case 'turn':
      return { en: 'waits for its turn', fr: 'attend son tour' }
    case 'gate': {
      const why = because(wait.reasons)
      const until = wait.until === null ? '' : instantText(wait.until)
      return {
        en: `waits for gate ${wait.gate}${until === '' ? '' : ` until ${until}`}${why.en}`,
        fr: `attend le contrôle ${wait.gate}${until === '' ? '' : ` jusqu’à ${until}`}${why.fr}`,
      }
    }
    case 'reading':
      return { en: `waits for a reading of ${wait.of}`, fr: `attend une lecture de ${wait.of}` }
    case 'ready':
      return readinessText(wait)
    case 'absent': {
      const side = sideNames[wait.side]
      return say(
        (f) => `waits until ${f.list(wait.components)} of ${side.en} is gone`,
        (f) => `attend que ${f.list(wait.components)} de ${side.fr} soit parti`,
      )
    }
    case 'job': {
      const job = jobNames[wait.job]
      return wait.failed
        ? {
            en: `the ${job.en} of ${wait.component} failed`,
            fr: `échec de la ${job.fr} de ${wait.component}`,
          }
        : {
            en: `waits for the ${job.en} of ${wait.component}`,
            fr: `attend la ${job.fr} de ${wait.component}`,
          }
    }
    case 'route':
      return say(
        (f) =>
          `waits until the router serves ${f.percent(wait.weight / 100)}; ${wait.read === null ? 'not read' : `it serves ${f.percent(wait.read / 100)}`}`,
        (f) =>
          `attend que le routeur serve ${f.percent(wait.weight / 100)} ; ${wait.read === null ? 'pas de lecture' : `il sert ${f.percent(wait.read / 100)}`}`,
      )
    case 'evidence':
      return evidenceText(wait)
    case 'time':
      return say(
        (f) => `goes on in ${f.duration(wait.left)}`,
        (f) => `continue dans ${f.duration(wait.left)}`,
      )
    case 'person':
      return {
        en: `waits for a person: ${commandLine(wait.command)}`,
        fr: `attend une personne : ${commandLine(wait.command)}`,
      }
    case 'drain':
      return say(
        (f) =>
          `waits for ${wait.open === null ? 'open requests' : f.counted(wait.open, 'request', 'requests')} to end, at most ${f.duration(wait.left)} more`,
        (f) =>
          `attend la fin de ${wait.open === null ? 'requêtes ouvertes' : f.counted(wait.open, 'requête', 'requêtes')}, encore ${f.duration(wait.left)} au plus`,
      )
    case 'neighbours':
      return say(
        (f) => `waits for others that use ${f.list(wait.revisions)}`,
        (f) => `attend d’autres déploiements qui utilisent ${f.list(wait.revisions)}`,
      )
    case 'contract':
      return {
        en: 'waits until no older release is left and no migration runs',
        fr: 'attend qu’il ne reste aucune version plus ancienne et qu’aucune migration ne soit en cours',
      }
  }
}

const stage = (plan: Plan, state: Pick<State, 'phase' | 'step' | 'target'>): Text => {
  const name = phaseNames[state.phase]
  if (state.phase !== 'moving' && state.phase !== 'observing') return name
  const watch = state.step >= plan.steps.length - 1
  return say(
    (f) => {
      const of = watch ? 'the watch' : `step ${f.count(state.step + 1)} of ${f.count(plan.steps.length)}`
      return `${name.en}: ${of}, ${f.percent(state.target / 100)} of people on release ${plan.release}`
    },
    (f) => {
      const of = watch
        ? 'dernière étape'
        : `étape ${f.count(state.step + 1)} de ${f.count(plan.steps.length)}`
      return `${name.fr} : ${of}, ${f.percent(state.target / 100)} des personnes sur la version ${plan.release}`
    },
  )
}

const ended = (outcome: Outcome | TailOutcome, cause: Cause | null): Text => {
  const name = outcomeNames[outcome]
  if (cause === null) return name
  const why = causeText(cause)
  return { en: `${name.en}: ${why.en}`, fr: `${name.fr} : ${why.fr}` }
}

/** Where a rollout stands, why, and what it waits for: one line each, the most important first. */
export const explain = (plan: Plan, state: State): readonly Text[] => {
  if (state.phase === 'ended' && state.outcome !== null) {
    const unproven =
      state.outcome === 'done' &&
      (state.evidence === 'no-telemetry' || state.evidence === 'not-enough-evidence')
    const evidence = unproven && state.evidence !== null ? [judgementNames[state.evidence]] : []
    return [join([ended(state.outcome, state.cause), ...evidence], ', ')]
  }
  const paused: Text = { en: 'paused: ecluse resume goes on', fr: 'en pause : ecluse resume reprend' }
  const staying: Text = {
    en: 'stays: nothing better is left to return to',
    fr: 'reste en place : il n’y a rien de mieux où revenir',
  }
  const forward: Text = {
    en: 'goes forward: a person gave up the previous release',
    fr: 'va de l’avant : une personne a renoncé à la version précédente',
  }
  return [
    stage(plan, state),
    ...(state.cause === null ? [] : [join([{ en: 'why:', fr: 'pourquoi :' }, causeText(state.cause)])]),
    ...(state.awaits === undefined ? [] : [newsText({ code: 'awaiting', cause: state.awaits })]),
    ...(state.staying ? [staying] : []),
    ...(state.forward ? [forward] : []),
    ...(state.paused ? [paused] : []),
    ...state.waits.map(waitText),
  ]
}

/** As `explain`, for the release that is left. */
export const explainTail = (plan: TailPlan, state: TailState): readonly Text[] => {
  if (state.phase === 'ended' && state.outcome !== null) return [ended(state.outcome, null)]
  const name = phaseNames[state.phase]
  return [
    { en: `release ${plan.release}: ${name.en}`, fr: `version ${plan.release} : ${name.fr}` },
    ...state.waits.map(waitText),
  ]
}

export const newsText = (news: News): Text => {
  switch (news.code) {
    case 'phase':
      return phaseNames[news.phase]
    case 'returning': {
      const why = causeText(news.cause)
      return { en: `turns back: ${why.en}`, fr: `revient en arrière : ${why.fr}` }
    }
    case 'staying': {
      const why = causeText(news.cause)
      return {
        en: `stays although it was found bad, since nothing better is left: ${why.en}`,
        fr: `reste en place malgré le problème, faute de mieux : ${why.fr}`,
      }
    }
    case 'awaiting': {
      const why = causeText(news.cause)
      return {
        en: `is held where it is, since the release before may not stand its migrations; a person decides: ${why.en}`,
        fr: `est retenu où il en est, la version précédente ne supportant peut-être pas ses migrations ; une personne décide : ${why.fr}`,
      }
    }
    case 'ended':
      return ended(news.outcome, news.cause)
    case 'stuck': {
      const name = phaseNames[news.phase]
      const waits = join(news.waits.map(waitText), '; ')
      return { en: `stuck, ${name.en}: ${waits.en}`, fr: `bloqué, ${name.fr} : ${waits.fr}` }
    }
    case 'command-ignored':
      return {
        en: `${news.command} by ${news.by} came too late and did nothing`,
        fr: `la commande ${news.command} de ${news.by} est arrivée trop tard et n’a rien fait`,
      }
  }
}

const refusals: Readonly<Record<CommandRefusal, Text>> = {
  ended: { en: 'the rollout has ended', fr: 'le déploiement est terminé' },
  'moved-on': {
    en: 'the rollout is no longer where the command was given for',
    fr: 'le déploiement n’en est plus là où la commande s’appliquait',
  },
  'not-in-this-phase': { en: 'it does nothing in this phase', fr: 'elle ne fait rien à ce moment' },
  'already-so': { en: 'it is so already', fr: 'c’est déjà le cas' },
  'on-its-way-back': { en: 'it is on its way back already', fr: 'le retour en arrière est déjà en cours' },
  'nothing-earlier': {
    en: 'there is nothing earlier to return to',
    fr: 'il n’y a rien d’antérieur où revenir',
  },
  'handed-over': {
    en: 'it is in a person’s hands: ecluse take-back first',
    fr: 'il est entre les mains d’une personne : d’abord ecluse take-back',
  },
}

/** Why a command does nothing. */
export const refusalText = (refusal: CommandRefusal): Text => refusals[refusal]
