// `npm test`: brings what the tests need and this machine lacks, runs them all, and says in its last lines what could not be brought and
// what therefore did not run. SESSIONSCOPE_TESTS_REQUIRE_ALL=1 (CI) makes anything missing or skipped a failure.
// Arguments go to vitest: `npm test -- server/mongo`, `npm test -- --project '!e2e'`.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findChromium } from '../bench/find-chromium.mjs'
import { summarise } from './support/summarise.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** As server/test/support/artifacts.ts has it. */
const screenshots = join(resolve(root, process.env.SESSIONSCOPE_ARTIFACTS || 'artifacts'), 'screenshots')
const requireAll = process.env.SESSIONSCOPE_TESTS_REQUIRE_ALL === '1'

/** Runs a program; resolves with its exit code and, when `quiet`, what it printed. */
function run(command, args, { env = process.env, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A browser of the system's; where there is none and we may, Debian's package. */
async function bringChromium() {
  const found = findChromium()
  if (found) return { path: found }
  if (process.env.CHROMIUM_PATH) return { reason: `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which is not a program` }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { reason: 'there is none on this machine: install Chromium, Chrome or Edge, or set CHROMIUM_PATH' }
  }
  console.log('No Chromium here: installing Debian’s package …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium-headless-shell']]) {
    const { code, output } = await run('apt-get', args, { env, quiet: true })
    if (code !== 0) return { reason: `apt-get ${args[0]} failed: ${output.trim().split('\n').at(-1) ?? 'without a word'}` }
  }
  const path = findChromium()
  return path ? { path } : { reason: 'Debian’s package is installed, but brought no program named chromium-headless-shell' }
}

/** A real MongoDB server, looked for as the sandbox itself does. */
async function findMongod() {
  const { findBinary } = await import(pathToFileURL(join(root, 'dist/server/mongo/binary-path.js')).href)
  const path = findBinary(process.env.MONGOD_BINARY || null)?.path
  if (path && statSync(path, { throwIfNoEntry: false })?.isFile()) return { path }
  if (path) return { reason: `MONGOD_BINARY is ${path}, which is not there` }
  return { reason: 'there is none on this machine: install MongoDB, set MONGOD_BINARY, or download one from the dashboard' }
}

/** The programs of the other browsers through which a walk leads, as far as this machine lacks them. */
async function missingBrowsers() {
  const { findProgram } = await import(pathToFileURL(join(root, 'dist/server/resources/served/find-program.js')).href)
  const { OTHER_BROWSERS } = await import('./walks/other-browsers.mjs')
  return Object.entries(OTHER_BROWSERS).flatMap(([kind, { what, programs, packages }]) => {
    const lacking = Object.values(programs).flatMap((names) => (findProgram(names, []) === null ? [names[0]] : []))
    return lacking.length === 0 ? [] : [{ what, kind, reason: `this machine has no ${lacking.join(' and no ')}: install ${packages}` }]
  })
}

/** The database servers, beside MongoDB, of which this machine has no program, looked for as the sandbox itself does. */
async function missingServers() {
  const load = (path) => import(pathToFileURL(join(root, 'dist/server/resources/served', path)).href)
  const [{ SERVED_FACTS }, { loadDatabase }, { findProgram }] = await Promise.all([load('facts.js'), load('databases.js'), load('find-program.js')])
  const labels = []
  for (const [kind, { label }] of Object.entries(SERVED_FACTS)) {
    const { program } = await loadDatabase(kind)
    if (program && findProgram(program.names, program.folders()) === null) labels.push(label)
  }
  return labels
}

// `npm run screenshots`: two of the browser tests also write the pictures that the README shows.
const README_SHOTS = '--readme-shots'
// `npm run test:full`: what is long by nature runs whole instead of sampled (server/test/support/thoroughness.ts).
const FULL = '--full'
const isFull = process.argv.includes(FULL)
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== README_SHOTS && argument !== FULL)
const wantsBrowser = !vitestArguments.some((argument) => argument.includes('!e2e'))

if (/[#?]/.test(root)) {
  console.error(`The tests cannot run in ${root}: vitest does not find files below a folder with # or ? in its name. Move the checkout to another folder.`)
  process.exit(2)
}
console.log(`Testing with Node.js ${process.version}`)
const built = await run(process.execPath, ['server/start.mjs', '--build-only'])
if (built.code !== 0) process.exit(built.code)

const chromium = wantsBrowser ? await bringChromium() : { path: '' }
const mongod = await findMongod()
const missing = []
if (chromium.reason) missing.push({ what: 'Chromium', reason: chromium.reason, kind: 'chromium' })
if (mongod.reason) missing.push({ what: 'A real mongod', reason: mongod.reason, kind: 'mongod' })
if (isFull && wantsBrowser) missing.push(...(await missingBrowsers()))
const servers = await missingServers()
if (servers.length > 0) missing.push({ what: servers.join(', '), reason: 'this machine has no program of theirs: install it', kind: 'server' })

const env = { ...process.env }
// What is not there is not set, so that the suites that need it step aside and are counted.
delete env.MONGOD_BINARY
if (mongod.path) env.MONGOD_BINARY = mongod.path
if (chromium.path) env.CHROMIUM_PATH = chromium.path
if (isFull) env.SESSIONSCOPE_TESTS_FULL = '1'
if (process.argv.includes(README_SHOTS)) env.SESSIONSCOPE_README_SHOTS = '1'

const folder = mkdtempSync(join(tmpdir(), 'sessionscope-report-'))
try {
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...vitestArguments], { env })
  let results = null
  try {
    results = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    console.error('vitest ended before it had written its report; what it printed stands above.')
  }
  const summary = summarise({ results, vitestCode: code, missing, requireAll, root })
  if (existsSync(screenshots)) console.log(`What the page looked like: ${screenshots}`)
  console.log(summary.lines.join('\n'))
  process.exitCode = summary.ok ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
