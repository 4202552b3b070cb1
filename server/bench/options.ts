import { parseArgs } from 'node:util'

export interface Options {
  /** null: all of them. */
  readonly only: readonly string[] | null
  readonly rounds: number
  readonly quick: boolean
  readonly reportOnly: boolean
  readonly help: boolean
}

export const HELP = (names: readonly string[]) => `npm run bench -- [options]

  --only NAME     one measurement (may be given again): ${names.join(', ')}
  --rounds N      rounds of each measurement (default 5; 3 with --quick)
  --quick         short runs, nothing is written
  --report-only   exit 0 even when a bound is missed
  --help

Writes server/bench/results.json and server/bench/RESULTS.md, and quotes the table in the READMEs. Set MONGOD_BINARY to measure a real MongoDB as well.`

/** @throws Error with one line that says what to do */
export function readOptions(argv: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'report-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only?.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`There is no measurement "${unknown}". Choose one of: ${names.join(', ')}.`)
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 5) : Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error(`--rounds must be a whole number from 1 to 100, not "${values.rounds}".`)
  return { only: values.only ?? null, rounds, quick: values.quick, reportOnly: values['report-only'], help: values.help }
}
