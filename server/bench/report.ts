/** What the benchmark leaves behind: results.json for programs, RESULTS.md for people. */
import { availableParallelism } from 'node:os'
import { boundText, type Finding, resultText } from './finding.js'

/** One measurement's last run. No name and no path of the machine. */
export interface Entry {
  readonly title: string
  /** ISO date. */
  readonly date: string
  readonly node: string
  readonly cores: number
  readonly findings: readonly Finding[]
}

/** By name of the measurement. */
export type Results = Readonly<Record<string, Entry>>

export function entry(title: string, findings: readonly Finding[], at: Date): Entry {
  return { title, date: at.toISOString().slice(0, 10), node: process.version, cores: availableParallelism(), findings }
}

/** The new entries in place of the old ones of the same names, in the order given. */
export function merge(old: Results, fresh: Results, order: readonly string[]): Results {
  const all = { ...old, ...fresh }
  return Object.fromEntries(order.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])))
}

/** The table that the README quotes. */
export function markdown(results: Results): string {
  const rows = Object.values(results).flatMap(({ title, findings }) =>
    findings.map((found, index) => `| ${index === 0 ? title : ''} | ${found.what} | ${resultText(found)} | ${boundText(found.bound)} | ${verdict(found)} |`),
  )
  const machines = new Set(Object.values(results).map(({ date, node, cores }) => `${date}, Node ${node}, ${cores} cores`))
  return `# Measured

Medians of interleaved rounds, with the lowest and the highest in brackets. Ratios are of one run on one machine; absolute times move with it.
Written by \`npm run bench\` (${[...machines].join('; ')}).

| What | Of what | Result | Bound | |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

/** One line for the terminal. */
export function line(found: Finding): string {
  return `  ${found.what.padEnd(62)} ${resultText(found).padEnd(26)} ${boundText(found.bound).padEnd(8)} ${verdict(found)}`
}

function verdict({ bound, passed }: Finding): string {
  if (bound === null) return ''
  return passed ? 'held' : '**missed**'
}
