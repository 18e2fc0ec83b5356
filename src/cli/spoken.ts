import { Command, type Option } from 'commander'
import { suggest } from '../config/suggest.ts'
import { ProblemError } from '../kernel/problem.ts'
import * as words from './messages.ts'

/**
 * Commander's parser with our words: what it would say in English about bad usage is thrown as a problem instead.
 * The methods that are overridden are the ones it calls for that (commander 15, pinned).
 */
export class Spoken extends Command {
  #help = ''
  #known: readonly string[] = []

  override createCommand(name?: string): Spoken {
    return new Spoken(name)
  }

  speak(help: string, known: readonly string[]): this {
    this.#help = help
    this.#known = known
    return this
  }

  override helpInformation(): string {
    return this.#help
  }

  get #path(): string {
    const parent = this.parent
    return parent instanceof Spoken ? `${parent.#path} ${this.name()}` : this.name()
  }

  unknownOption(flag: string): never {
    const flags: string[] = []
    for (let command: Command | null = this; command !== null; command = command.parent)
      flags.push(...command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : [])))
    const bare = flag.split('=')[0] ?? flag
    throw new ProblemError(words.unknownOption(bare, suggest(bare, [...flags, '--help']), this.#path))
  }

  unknownCommand(): never {
    const name = this.args[0] ?? ''
    const near = suggest(name, this.#known)
    const prefix = this.#path.split(' ').slice(1)
    throw new ProblemError(
      words.unknownCommand(
        [...prefix, name].join(' '),
        near === undefined ? near : [...prefix, near].join(' '),
      ),
    )
  }

  missingArgument(name: string): never {
    throw new ProblemError(words.missingArgument(name, this.#path))
  }

  optionMissingArgument(option: Option): never {
    throw new ProblemError(words.missingValue(option.flags, this.#path))
  }

  _excessArguments(received: readonly string[]): void {
    if (this.parent === null) this.unknownCommand()
    throw new ProblemError(words.tooManyArguments(received, this.registeredArguments.length, this.#path))
  }
}
