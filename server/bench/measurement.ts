import type { Finding } from './finding.js'

/** What the command line asked for. */
export interface Bench {
  /** How often each thing is measured; the sides of a ratio take turns in every round. */
  readonly rounds: number
  /** Shorter and smaller, to see whether everything works; the figures are not to be quoted. */
  readonly quick: boolean
  /** Kinds of stores, of those measurements that go through all stores; null: all of them. */
  readonly stores: readonly string[] | null
  /** Says what is going on. */
  say(line: string): void
}

export interface Measurement {
  /** For `--only`. */
  readonly name: string
  /** What is measured, in one line. */
  readonly title: string
  /** Too long for the READMEs: RESULTS.md alone has it. */
  readonly isLong?: boolean
  run(bench: Bench): Promise<readonly Finding[]>
}
