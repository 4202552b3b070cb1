/** `npm run stores`: tries the contract of a session store, and tells point by point what was seen. */
import process from 'node:process'
import { whenLauncherEnds } from '../../launcher.mjs'
import type { Language } from '../../protocol/language.js'
import { ProblemError } from '../../protocol/problem.js'
import { describeError } from '../../redact.js'
import { loadDatabase } from '../../resources/served/databases.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { CONTRACT_WORDS, pointWords } from '../../words/contract.js'
import { spokenLanguage } from '../../words/spoken-language.mjs'
import type { StoreAdapter } from '../adapter.js'
import { readCatalogue } from '../catalogue/entries.js'
import { ADAPTERS } from '../registry.js'
import { preventingLines } from './learner-lines.js'
import { type ContractOptions, readContractOptions } from './options.js'
import { NoDatabase, openPlace, type Place, whatThereIs } from './place.js'
import { reportIn } from './report.js'
import { differences, type Measured, resultsOf, type Written, writeResults } from './results.js'
import { type Row, runContract, SLOW_POINTS } from './run.js'
import { findStore, installCommand, lookForPackages, nameOf, targetOf, versionsOf } from './stores.js'
import { ContractTrial } from './trial.js'

const language: Language = spokenLanguage(process.argv.slice(2), process.env)
const words = CONTRACT_WORDS[language]
const ending = new AbortController()
/** What runs now, and must not outlive us. */
let running: { trial: ContractTrial | null; readonly place: Promise<Place> } | null = null

/** What keeps the command from doing what it was asked, in words for a person. */
class Refusal extends Error {}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** On a terminal, and only there: what is under way, in a line that is written over. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text === '' ? '' : `  … ${text.slice(0, (process.stderr.columns ?? 80) - 6)}`}`)
}

async function listStores(): Promise<string> {
  const rows = await Promise.all(
    ADAPTERS.map(async (adapter) => {
      const command = installCommand(adapter)
      const told =
        command === null ? [adapter.npm === null ? words.comesAlong : '', words.needs[await whatThereIs(adapter.resource)]] : [words.onDemand(command)]
      return [adapter.kind, nameOf(adapter), told.filter((part) => part !== '').join(', ')] as const
    }),
  )
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  return rows.map(([kind, name, told]) => `  ${kind.padEnd(width(0))}  ${name.padEnd(width(1))}  ${told}`.trimEnd()).join('\n')
}

async function chosen({ stores, all }: ContractOptions): Promise<readonly StoreAdapter[]> {
  if (all) {
    for (const adapter of ADAPTERS) {
      const command = installCommand(adapter)
      if (command !== null) process.stderr.write(`${words.notInstalled(nameOf(adapter), command)}\n`)
    }
    return ADAPTERS.filter((adapter) => installCommand(adapter) === null)
  }
  const found: StoreAdapter[] = []
  for (const name of stores) {
    const adapter = findStore(name)
    if (!adapter) throw new Refusal(words.unknownStore(name, await listStores()))
    const command = installCommand(adapter)
    if (command !== null) throw new Refusal(words.notInstalled(nameOf(adapter), command))
    found.push(adapter)
  }
  return found
}

async function placeFor(adapter: StoreAdapter): Promise<Place> {
  try {
    return await openPlace(adapter.resource, ending.signal)
  } catch (error) {
    if (error instanceof NoDatabase) {
      const { program } = await loadDatabase(error.kind)
      throw new Refusal(words.noDatabase(nameOf(adapter), SERVED_FACTS[error.kind].label, program?.names[0] ?? ''))
    }
    // Its driver.
    const command = error instanceof ProblemError ? error.problem.params.command : undefined
    throw new Refusal(
      command === undefined
        ? words.notStarted(nameOf(adapter), describeError(error).replace(/[.!]?$/, '.'))
        : words.notInstalled(nameOf(adapter), String(command)),
    )
  }
}

/** @throws Refusal where it cannot be tried */
async function tryStore(adapter: StoreAdapter, { slow, json }: ContractOptions): Promise<readonly Row[]> {
  const { points } = pointWords(language)
  const say = (text: string) => {
    progress('')
    if (!json) print(text)
  }
  say(`\n${words.begins(nameOf(adapter), words.needs[await whatThereIs(adapter.resource)])}`)
  const opening = placeFor(adapter)
  running = { trial: null, place: opening }
  const place = await opening
  await goOn()
  const trial = new ContractTrial(targetOf(adapter), place)
  running.trial = trial
  const report = reportIn(language, preventingLines(adapter.snippet))
  const rows: Row[] = []
  try {
    for await (const row of runContract(
      trial,
      (point) => slow || !SLOW_POINTS.has(point),
      (point) => progress(words.trying(points[point])),
    )) {
      await goOn()
      rows.push(row)
      say(report.row(row))
    }
    if (!slow) for (const line of report.leftOut()) say(line)
    say(`  ${report.sum(rows)}`)
    return rows
  } finally {
    await trial.close()
    await place.close()
    running = null
  }
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2))
  lookForPackages(process.env)
  if (options.help) {
    print(words.help)
    return 0
  }
  if (options.write && !options.slow) throw new Refusal(words.writeWantsSlow)
  if (options.stores.length === 0 && !options.all) {
    if (options.slow || options.json || options.write) throw new Refusal(words.whichStore)
    print(`${words.listHead}\n${await listStores()}`)
    return 0
  }
  const adapters = await chosen(options)
  const measured: Record<string, Written> = {}
  const told: { readonly store: string; readonly kind: string; readonly rows: readonly Row[] }[] = []
  let code = 0
  for (const adapter of adapters) {
    try {
      const rows = await tryStore(adapter, options)
      told.push({ store: nameOf(adapter), kind: adapter.kind, rows })
      measured[adapter.kind] = { ...versionsOf(adapter), ...resultsOf(rows) }
    } catch (error) {
      // Of many, the others are tried all the same.
      if (!(error instanceof Refusal) || !options.all) throw error
      process.stderr.write(`${error.message}\n`)
      code = 2
      continue
    }
    if (options.write) continue
    const apart = comparison(adapter, measured[adapter.kind])
    if (apart === null) continue
    process.stderr.write(`  ${apart}\n`)
    code ||= 1
  }
  if (options.json) print(JSON.stringify(told, null, 2))
  if (options.write) {
    writeResults(measured)
    process.stderr.write(`${words.written}\n`)
  }
  return code
}

/** What the catalogue says otherwise, in words; null: nothing. */
function comparison({ kind }: StoreAdapter, measured: Measured | undefined): string | null {
  const entry = readCatalogue().find(({ runsHere }) => runsHere === kind)
  if (!entry) return words.unlisted
  const points = measured ? differences(measured, entry) : []
  return points.length === 0 ? null : words.differs(points.join(', '))
}

function optionsOf(argv: readonly string[]): ContractOptions {
  try {
    return readContractOptions(argv)
  } catch (error) {
    throw new Refusal(words.unknownOption(describeError(error)))
  }
}

/** Nothing that was started may outlive the command, however it ends; the first reason to end counts. */
let ended: Promise<void> | null = null
function end(code: number): void {
  ended ??= (async () => {
    ending.abort()
    progress('')
    const { trial, place } = running ?? {}
    await trial?.close().catch(() => undefined)
    await place?.then((open) => open.close()).catch(() => undefined)
    process.exit(code)
  })()
}

/** A place between two works: never resolves once we are ending, since what was found then says nothing about the store. */
async function goOn(): Promise<void> {
  if (ended !== null) await new Promise(() => undefined)
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    process.stderr.write(`\n${words.stopping}\n`)
    end(code)
  })
}
// npm keeps a signal to itself, and may be killed.
whenLauncherEnds(() => end(143))
main().then(end, (error: unknown) => {
  if (ended !== null) return
  process.stderr.write(`${error instanceof Refusal ? error.message : words.failed(describeError(error))}\n`)
  end(2)
})
