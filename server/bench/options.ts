import { parseArgs } from 'node:util'

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

export const HELP = (names: readonly string[], stores: readonly string[]) => `npm run bench -- [options]

  --only NAME     one measurement (may be given again): ${names.join(', ')}
  --store KIND    where a measurement goes through all stores, one of them; the figures of the others stay (may be given again):
                  ${stores.join(', ')}
  --rounds N      rounds of each measurement (default 5; 3 with --quick)
  --quick         short runs, nothing is written
  --report-only   exit 0 even when a bound is missed
  --help

Writes server/bench/results.json and server/bench/RESULTS.md, and quotes the table in the READMEs. Set MONGOD_BINARY to measure a real MongoDB as well.`

/** @throws Error with one line that says what to do */
export function readOptions(argv: readonly string[], names: readonly string[], stores: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      store: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'report-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  refuseUnknown('measurement', values.only, names)
  refuseUnknown('store', values.store, stores)
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 5) : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error(`--rounds must be a whole number from 1 to 100, not "${values.rounds}".`)
  return {
    only: values.only ?? null,
    stores: values.store ?? null,
    rounds,
    quick: values.quick,
    reportOnly: values['report-only'],
    help: values.help,
  }
}

function refuseUnknown(what: string, given: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = given?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`There is no ${what} "${unknown}". Choose one of: ${known.join(', ')}.`)
}
