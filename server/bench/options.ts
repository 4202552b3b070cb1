import { parseArgs } from 'node:util'
import { describeError } from '../redact.js'
import type { ScriptWords } from '../words/npm-scripts.js'

export interface Options {
  /** null: all of them. */
  readonly only: readonly string[] | null
  /** Kinds of stores, of those measurements that go through all stores; null: all of them. */
  readonly stores: readonly string[] | null
  readonly rounds: number
  readonly quick: boolean
  readonly reportOnly: boolean
  readonly help: boolean
}

/** @throws Error with one line that says what to do */
export function readOptions(argv: readonly string[], names: readonly string[], stores: readonly string[], words: ScriptWords['bench']): Options {
  const values = valuesOf(argv, words)
  refuseUnknown(words.unknownMeasurement, values.only, names)
  refuseUnknown(words.unknownStore, values.store, stores)
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 5) : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error(words.rounds(String(values.rounds)))
  return {
    only: values.only ?? null,
    stores: values.store ?? null,
    rounds,
    quick: values.quick,
    reportOnly: values['report-only'],
    help: values.help,
  }
}

function valuesOf(argv: readonly string[], words: ScriptWords['bench']) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string', multiple: true },
        store: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        'report-only': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        // Whoever is asked for the language has looked at it already: words/spoken-language.mjs.
        language: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new Error(words.unknownOption(describeError(error)))
  }
}

function refuseUnknown(words: (name: string, known: string) => string, given: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = given?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(words(unknown, known.join(', ')))
}
