/** What the benchmark leaves behind: results.json for programs, RESULTS.md for people. */
import { availableParallelism } from 'node:os'
import type { Language } from '../protocol/language.js'
import { boundText, type Finding, resultText } from './finding.js'
import type { Measurement } from './measurement.js'
import { TABLE_WORDS } from './table-words.js'

/** One measurement's last run. No name and no path of the machine. */
export interface Entry {
  readonly title: string
  /** ISO date. */
  readonly date: string
  readonly node: string
  readonly cores: number
  readonly findings: readonly Finding[]
  /** See Measurement. */
  readonly isLong?: boolean
  /** To be put into what was found before, of which it is a part. */
  readonly isPartial?: boolean
}

/** By name of the measurement. */
export type Results = Readonly<Record<string, Entry>>

/** @param isPartial only some of what it measures was measured */
export function entry({ title, isLong }: Pick<Measurement, 'title' | 'isLong'>, findings: readonly Finding[], at: Date, isPartial = false): Entry {
  return {
    title,
    date: at.toISOString().slice(0, 10),
    node: process.version,
    cores: availableParallelism(),
    findings,
    ...(isLong && { isLong }),
    ...(isPartial && { isPartial }),
  }
}

/** What the READMEs have room for. */
export function short(results: Results): Results {
  return Object.fromEntries(Object.entries(results).filter(([, { isLong }]) => !isLong))
}

/** The new entries in place of the old ones of the same names, in the order given. */
export function merge(old: Results, fresh: Results, order: readonly string[]): Results {
  return Object.fromEntries(
    order.flatMap((name) => {
      const found = fresh[name] === undefined ? old[name] : renewed(old[name], fresh[name])
      return found === undefined ? [] : [[name, found]]
    }),
  )
}

/** A partial one takes the place of the figures that it measured again; the others stay, and what is new comes last. */
function renewed(old: Entry | undefined, { isPartial, ...fresh }: Entry): Entry {
  if (!isPartial || old === undefined) return fresh
  const byName = new Map(fresh.findings.map((found) => [found.what, found]))
  const kept = old.findings.map((found) => byName.get(found.what) ?? found)
  return { ...fresh, findings: [...kept, ...fresh.findings.filter(({ what }) => !old.findings.some((found) => found.what === what))] }
}

/** RESULTS.md. */
export function markdown(results: Results): string {
  return `# Measured

Written by \`npm run bench\`; README.md quotes the table.

${table(results)}`
}

/** The table, and under it how to read it and where it was measured. */
export function table(results: Results, language: Language = 'en'): string {
  const words = TABLE_WORDS[language]
  const rows = Object.values(results).flatMap(({ title, findings }) =>
    findings.map((found, index) => {
      const cells = [
        index === 0 ? words.translate(title) : '',
        words.translate(found.what),
        words.figure(resultText(found)),
        words.figure(boundText(found.bound)),
        verdict(found, language),
      ]
      return `| ${cells.join(' | ')} |`
    }),
  )
  const machines = new Set(Object.values(results).map(({ date, node, cores }) => `${date}, Node ${node}, ${cores} cores`))
  return `${words.head}
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${words.foot([...machines].join('; '))}
`
}

const QUOTE = /(<!-- bench -->\n).*?(<!-- \/bench -->)/s

/** Puts the table between the marks of a document, in the document's language; without marks it stays as it is. */
export function quote(document: string, results: Results, language: Language = 'en'): string {
  return document.replace(QUOTE, (_, open: string, close: string) => `${open}\n${table(short(results), language)}\n${close}`)
}

/** One line for the terminal. */
export function line(found: Finding, language: Language): string {
  const { translate, figure } = TABLE_WORDS[language]
  const columns = [translate(found.what).padEnd(62), figure(resultText(found)).padEnd(26), figure(boundText(found.bound)).padEnd(8), verdict(found, language)]
  return `  ${columns.join(' ')}`
}

function verdict({ bound, passed }: Finding, language: Language): string {
  if (bound === null) return ''
  return TABLE_WORDS[language][passed ? 'held' : 'missed']
}
