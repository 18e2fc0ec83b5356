import { join } from 'node:path'
import type { Split } from '../../ports/router.ts'
import type { SupervisorList } from '../../ports/supervision.ts'
import { AccessLogs } from './access/log.ts'
import { Authority } from './acme/authority.ts'
import { AcmeCertificates } from './acme/certificates.ts'
import { AcmeStore, forgetHosts } from './acme/store.ts'
import { Assets } from './assets/assets.ts'
import { InnerFronts } from './edge/inner-fronts.ts'
import { Deadlines } from './http/deadlines.ts'
import { mayServe, restarted } from './restart.ts'
import { RunTable } from './runs/run-table.ts'
import { Listeners } from './sockets/listeners.ts'
import { Unclaimed } from './sockets/unclaimed.ts'
import type { ProxyOptions } from './start.ts'
import type { ProxyState, StateFile } from './state.ts'
import type { TelemetryLog } from './telemetry/log.ts'
import { Recorder } from './telemetry/recorder.ts'
import { Keyring, type KeyringParts } from './tls/keyring.ts'
import { Traffic } from './traffic.ts'

export type DataPlaneParts = ProxyOptions & {
  readonly file: StateFile
  readonly log: TelemetryLog
  readonly stored: ProxyState
  readonly bootId: string
}

/** How long the sides of a stored split may take to show that they live, before its boot side is served alone. */
const grace = 2_000
const reconcileEvery = 500
const lookEvery = 50
/** A front that retires ends its resting connections after five seconds. */
const restsFor = 5_500

/** Everything of one data plane, wired: the supervisor's word on one side, people on the other. */
export class DataPlane {
  readonly traffic: Traffic
  readonly #parts: DataPlaneParts
  readonly #listeners: Listeners
  readonly #unclaimed: Unclaimed
  readonly #recorder: Recorder
  readonly #runs: RunTable
  readonly #inner: InnerFronts
  readonly #keyring: Keyring
  readonly #access: AccessLogs
  readonly #assets: Assets
  #timer: NodeJS.Timeout | undefined
  #hear: (list: SupervisorList) => void = () => {}

  constructor(parts: DataPlaneParts) {
    this.#parts = parts
    const { log, trouble } = parts
    this.#unclaimed = new Unclaimed(parts.sockets)
    const listeners = new Listeners(this.#unclaimed, new Deadlines())
    this.#listeners = listeners
    this.#recorder = new Recorder(
      () => this.traffic.pulses(),
      (rows) => log.append(rows),
      Date.now(),
    )
    this.#runs = new RunTable(parts.supervision, (list) => this.#hear(list))
    const group = this.#recorder.group.bind(this.#recorder)
    this.#keyring = new Keyring({ trouble, acme: acmeOf(parts), changed: () => this.#showCertificates() })
    const { file } = parts
    this.#assets = new Assets(parts.folder, trouble)
    this.#access = new AccessLogs((key) => join(parts.folder.proxy, 'access', key, 'access.log'), trouble)
    this.traffic = new Traffic(
      {
        file,
        runs: this.#runs,
        listeners,
        group,
        keyring: this.#keyring,
        access: this.#access,
        assets: this.#assets,
        forgetOrdered: (hosts) => forgetHosts(join(parts.folder.proxy, 'acme'), hosts),
      },
      parts.stored,
    )
    this.#inner = new InnerFronts({ listeners, split: (key) => this.traffic.split(key), group, trouble })
  }

  /** Ends when what is stored is served. */
  async begin(): Promise<void> {
    const { stored, bootId, file, trouble } = this.#parts
    this.#runs.start()
    const list = await this.#whatRuns(Object.values(stored.splits), stored.bootId === bootId)
    const state = restarted(stored, bootId, list)
    // Served also where it cannot be written: a full disk stops no traffic.
    if (state !== stored) await file.write(state).catch((error: unknown) => trouble('write the state', error))
    this.traffic.begin(state)
    this.#hear = () => this.#reconcile()
    this.#timer = setInterval(() => this.#reconcile(), reconcileEvery)
    this.#reconcile()
    this.#recorder.start()
  }

  /** Connections that rest may hold a request that is on its way: they are given time to say so. */
  async leave(within: number): Promise<void> {
    clearInterval(this.#timer)
    this.#hear = () => {}
    this.#listeners.retire()
    this.#unclaimed.close()
    this.#recorder.stop()
    await this.#parts.log.close()
    const [from, until] = [performance.now() + restsFor, performance.now() + within]
    while (performance.now() < from || (this.#open() > 0 && performance.now() < until)) await pause(lookEvery)
    this.#runs.close()
  }

  async stop(within: number): Promise<void> {
    clearInterval(this.#timer)
    this.#hear = () => {}
    this.#listeners.retire()
    this.#unclaimed.close()
    const until = performance.now() + within
    while (this.#open() > 0 && performance.now() < until) await pause(lookEvery)
    this.#runs.close()
    this.#recorder.stop()
    this.#keyring.close()
    await this.#access.close()
    await this.#assets.idle()
    await this.#parts.log.close()
  }

  #open(): number {
    let open = 0
    for (const entry of this.#runs.entries) open += entry.open
    return open
  }

  /** The supervisor's list, once every stored split may be served, or the last one when the grace is over. */
  async #whatRuns(splits: readonly Split[], sameBoot: boolean): Promise<SupervisorList | undefined> {
    if (splits.length === 0) return undefined
    const until = performance.now() + grace
    while (performance.now() < until) {
      const { list } = this.#runs
      if (list !== undefined && (!sameBoot || splits.every((split) => mayServe(split, list)))) return list
      await pause(lookEvery)
    }
    return this.#runs.list
  }

  /** Clients that name no host are shown the address's first certificate. */
  #showCertificates(): void {
    for (const [address, { secure }] of this.traffic.wanted()) {
      const pair = secure?.first()
      const front = this.#listeners.front(address)
      if (pair !== undefined && front !== undefined) front.showByDefault(pair.pem)
    }
  }

  #reconcile(): void {
    const { trouble } = this.#parts
    for (const [address, { doorway, secure, crowd }] of this.traffic.wanted()) {
      const front = this.#listeners.front(address)
      if (front !== undefined && crowd !== undefined) front.crowd = crowd
      if (this.#listeners.speaks(address, secure !== undefined)) continue
      const opened = this.#listeners.open(address, doorway, secure)
      opened.catch((error: unknown) => trouble(`listen on ${address}`, error))
    }
    this.#inner.sync(this.#runs.entries)
    this.#unclaimed.sync(this.#runs.list?.publicSockets ?? [], this.traffic.wanted().keys())
    this.#keyring.tick()
    this.#showCertificates()
  }
}

/** Certificates that are ordered, kept below `proxy/acme`. */
const acmeOf =
  ({ folder, acmeFirstWait }: DataPlaneParts): KeyringParts['acme'] =>
  ({ directory, contact, root }, challenges) => {
    const store = new AcmeStore(join(folder.proxy, 'acme'), directory)
    const authority = new Authority({ directory, contact, root, store, challenges })
    return new AcmeCertificates(
      store,
      authority,
      acmeFirstWait === undefined ? {} : { firstWait: acmeFirstWait },
    )
  }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
