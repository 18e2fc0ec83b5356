import type { InstanceTarget } from './instance.ts'

/**
 * The instances of one run, asked by least requests in flight. Never more than half of them are set aside, so
 * one alone never is.
 */
export class Balance {
  #instances: readonly InstanceTarget[] = []
  #turn = 0

  get instances(): readonly InstanceTarget[] {
    return this.#instances
  }

  replace(instances: readonly InstanceTarget[]): void {
    this.#instances = instances
  }

  /** The instance to ask; `not` has just failed this very request. Undefined where nobody is there. */
  pick(now: number, not: InstanceTarget | undefined): InstanceTarget | undefined {
    return this.#least('ready', now, not) ?? this.#least('last-resort', now, not)
  }

  succeeded(instance: InstanceTarget): void {
    instance.succeeded()
  }

  failed(instance: InstanceTarget, now: number): void {
    instance.failed(now, () => this.#mayLeave(now))
  }

  #mayLeave(now: number): boolean {
    const asked = this.#instances.filter((instance) => instance.use === 'ready')
    const aside = asked.filter((instance) => instance.aside(now))
    return aside.length + 1 <= Math.floor(asked.length / 2)
  }

  #least(
    use: InstanceTarget['use'],
    now: number,
    not: InstanceTarget | undefined,
  ): InstanceTarget | undefined {
    const all = this.#instances
    let best: InstanceTarget | undefined
    // Equals take turns, or the first would get everything while the load is light.
    this.#turn = (this.#turn + 1) % Math.max(1, all.length)
    for (let i = 0; i < all.length; i += 1) {
      const instance = all[(i + this.#turn) % all.length]
      if (instance === undefined || instance.use !== use || instance === not || instance.aside(now)) continue
      if (best === undefined || instance.inFlight < best.inFlight) best = instance
    }
    // The one that just failed is asked again only where nobody else is.
    return best ?? (not?.use === use ? not : undefined)
  }
}
