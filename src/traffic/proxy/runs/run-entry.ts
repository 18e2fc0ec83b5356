import type { Instant, Ms } from '../../../kernel/time.ts'
import type { Instance, Run, RunKey } from '../../../ports/supervision.ts'
import { Balance } from '../http/balance.ts'
import { InstanceTarget } from '../http/instance.ts'
import type { Site } from '../site/site.ts'
import { SiteHolder } from '../site/site-holder.ts'

const use = (instance: Instance): InstanceTarget['use'] => {
  switch (instance.state) {
    case 'ready':
      return 'ready'
    case 'starting':
    case 'unready':
      return 'last-resort'
    case 'failed':
      return instance.pid === null ? 'off' : 'last-resort'
    default:
      return 'off'
  }
}

/** One run as the data plane uses it: whom to ask, and what is under way. */
export class RunEntry {
  readonly key: RunKey
  readonly component: string
  readonly revision: string
  readonly balance = new Balance()
  /** Requests, upgrades and streams under way, at the edge and between components. */
  open = 0
  lastStarted: Instant | undefined
  /** Port of the inner address; undefined where the supervisor has not told of the run. */
  inner: number | undefined
  requestTimeout: Ms = 30_000
  readonly #site = new SiteHolder()
  #draining: ReadonlySet<string> = new Set()
  readonly #drained: (entry: RunEntry) => void

  constructor(key: RunKey, drained: (entry: RunEntry) => void) {
    this.key = key
    const parts = key.split('/')
    this.component = parts[2] ?? key
    this.revision = parts[3] ?? key
    this.#drained = drained
  }

  /** Whether no process answers, but files. */
  get files(): boolean {
    return this.#site.known
  }

  /** Its files, once the supervisor has told where they are. */
  site(): Promise<Site> {
    return this.#site.read()
  }

  begin(): void {
    this.open += 1
    this.lastStarted = Date.now()
  }

  end(): void {
    this.open -= 1
  }

  update(run: Run): void {
    this.inner = run.inner
    this.requestTimeout = run.spec.labels.requestTimeout
    this.#site.told(run.spec.labels.files)
    const before = new Map(this.balance.instances.map((target) => [target.id, target]))
    const targets: InstanceTarget[] = []
    for (const instance of run.instances) {
      const known = before.get(instance.id)
      const target = this.#target(instance, known)
      if (target === undefined) continue
      targets.push(target)
      if (target === known) before.delete(instance.id)
    }
    for (const gone of before.values()) letGo(gone)
    this.balance.replace(targets)
    this.#draining = new Set(run.instances.flatMap((one) => (one.state === 'draining' ? [one.id] : [])))
    for (const target of targets) if (target.use === 'off') target.pool.close(false)
    if (this.#draining.size > 0) this.#drained(this)
  }

  /** The run is no more: nobody new is asked. */
  forget(): void {
    this.inner = undefined
    for (const target of this.balance.instances) letGo(target)
    this.balance.replace([])
    this.#draining = new Set()
  }

  /** Draining instances with nothing in flight. */
  emptied(): readonly string[] {
    const all = this.balance.instances
    return all.filter((one) => this.#draining.has(one.id) && one.inFlight === 0).map((one) => one.id)
  }

  sweep(now: number): void {
    for (const target of this.balance.instances) target.pool.sweep(now)
  }

  /** A supervisor that just started may not know the port yet: the instance still listens where it did. */
  #target(instance: Instance, known: InstanceTarget | undefined): InstanceTarget | undefined {
    const port = instance.port ?? known?.port
    if (port === undefined) return undefined
    const target =
      known?.port === port
        ? known
        : new InstanceTarget(instance.id, port, () => {
            if (this.#draining.has(instance.id)) this.#drained(this)
          })
    target.use = use(instance)
    return target
  }
}

/** Its connections that rest are closed; what is in flight goes on. */
const letGo = (target: InstanceTarget): void => {
  target.use = 'off'
  target.pool.close(false)
}
