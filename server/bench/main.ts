/** `npm run bench`: measures what the project promises, prints it, and writes it down for the README. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../paths.js'
import type { Language } from '../protocol/language.js'
import { describeError } from '../redact.js'
import { ADAPTERS } from '../stores/registry.js'
import { SCRIPT_WORDS } from '../words/npm-scripts.js'
import { spokenLanguage } from '../words/spoken-language.mjs'
import type { Measurement } from './measurement.js'
import { bytesPerSession } from './measurements/bytes-per-session.js'
import { carryOver } from './measurements/carry-over.js'
import { crowdSpeed } from './measurements/crowd-speed.js'
import { frames } from './measurements/frames.js'
import { logSpeed } from './measurements/log-speed.js'
import { manySessions } from './measurements/many-sessions.js'
import { ring } from './measurements/ring.js'
import { startUp } from './measurements/start-up.js'
import { storeSpeed } from './measurements/store-speed.js'
import { goingBack } from './measurements/then.js'
import { timeToDashboard } from './measurements/time-to-dashboard.js'
import { twoServers } from './measurements/two-servers.js'
import { untouchedWay } from './measurements/untouched-way.js'
import { watchingCost } from './measurements/watching-cost.js'
import { type Options, readOptions } from './options.js'
import { endProcesses } from './processes.js'
import { type Entry, entry, line, markdown, merge, quote, type Results } from './report.js'
import { TABLE_WORDS } from './table-words.js'

const MEASUREMENTS: readonly Measurement[] = [
  watchingCost,
  crowdSpeed,
  timeToDashboard,
  frames,
  goingBack,
  bytesPerSession,
  carryOver,
  storeSpeed,
  ring,
  twoServers,
  untouchedWay,
  manySessions,
  logSpeed,
  startUp,
]
const language = spokenLanguage(process.argv.slice(2), process.env)
const words = SCRIPT_WORDS[language].bench
const names = MEASUREMENTS.map(({ name }) => name)
const stores = ADAPTERS.map(({ kind }) => kind)
const READMES: Readonly<Record<string, Language>> = { 'README.md': 'en', 'README.pt-BR.md': 'pt-BR' }
const folder = join(projectRoot, 'server', 'bench')

async function measure(options: Options): Promise<Results> {
  const fresh: Record<string, Entry> = {}
  for (const measurement of MEASUREMENTS.filter(({ name }) => options.only?.includes(name) ?? true)) {
    console.log(`\n${TABLE_WORDS[language].translate(measurement.title)} (${measurement.name})`)
    const findings = await measurement.run({ ...options, say: (text) => console.log(`  ${text}`) }).finally(endProcesses)
    for (const found of findings) console.log(line(found, language))
    fresh[measurement.name] = entry(measurement, findings, new Date(), options.stores !== null)
  }
  return fresh
}

function write(fresh: Results): void {
  const path = join(folder, 'results.json')
  const old: Results = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : {}
  const results = merge(old, fresh, names)
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(join(folder, 'RESULTS.md'), markdown(results))
  for (const [readme, language] of Object.entries(READMES)) {
    const path = join(projectRoot, readme)
    if (existsSync(path)) writeFileSync(path, quote(readFileSync(path, 'utf8'), results, language))
  }
  console.log(`\n${words.written(Object.keys(READMES).join(', '))}`)
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), names, stores, words)
  if (options.help) {
    console.log(words.help(names.join(', '), stores.join(', ')))
    return 0
  }
  const fresh = await measure(options)
  if (!options.quick) write(fresh)
  const missed = Object.values(fresh).flatMap(({ findings }) => findings.filter(({ passed }) => !passed))
  if (missed.length > 0) console.log(`\n${words.missed(missed.length)}\n${missed.map((found) => line(found, language)).join('\n')}`)
  return missed.length === 0 || options.reportOnly ? 0 : 1
}

/** Nothing that was started may outlive the benchmark, however it ends; the first reason to end counts. */
let ending: Promise<void> | null = null
function end(code: number): void {
  ending ??= endProcesses().finally(() => process.exit(code))
}
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    console.error(`\n${words.stopping}`)
    end(code)
  })
}
main().then(end, (error) => {
  if (ending === null) console.error(`\n${words.stopped(describeError(error))}`)
  end(2)
})
