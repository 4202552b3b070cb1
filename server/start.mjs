// `npm start`: builds what is out of date, then runs the sandbox in this same process (so that signals reach it).
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Lifetime } from './lifetime.mjs'
import { hasEnded, processMark } from './process-alive.mjs'
import { newest, removeLeftovers } from './sources.mjs'
import { wordsBeforeBuild } from './words/before-build.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const words = wordsBeforeBuild(process.argv.slice(2), process.env)

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(words.oldNode(process.version))
  process.exit(2)
}

const lifetime = beginLifetime()

function beginLifetime() {
  try {
    return new Lifetime()
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    console.error(words.noPackages)
    return process.exit(1)
  }
}

/** Is the part of dist/ that the stamp stands for older than its sources, or built from other versions of Node or the packages? */
function isStale(name, sources) {
  try {
    return Number(readFileSync(join(dist, `.built-${name}`), 'utf8')) < newest(...sources.map((source) => join(root, source)))
  } catch {
    return true
  }
}

/** What is being built just now: it ends when we are told to end. */
const builders = new Set()

function run(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    builders.add(child)
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      builders.delete(child)
      if (code === 0) resolve()
      else reject(new Error(Buffer.concat(output).toString()))
    })
  })
}

const parts = [
  {
    name: 'server',
    sources: ['server', 'package-lock.json', 'tsconfig.json'],
    build: async () => {
      await run('node_modules/typescript/bin/tsc', '-p', 'server/tsconfig.build.json', '--noCheck')
      removeLeftovers(join(dist, 'server'), join(root, 'server'))
    },
  },
  { name: 'client', sources: ['client', 'catalogue', 'package-lock.json', 'tsconfig.json'], build: () => run('client/build.mjs') },
]

/** A signal to the whole group reaches us within this, before we speak of what it did to others. */
const SIGNAL_LAG_MS = 100

/** No build takes this long. */
const BUILT_BY_THEN_MS = 120_000

const lock = join(dist, '.building')
let isLockOurs = false

function releaseLock() {
  if (isLockOurs) rmSync(lock, { force: true })
  isLockOurs = false
}

/** Two launches at once must not build into one folder: the second waits, and then finds that everything is there. */
async function takeLock() {
  for (let told = false; ; ) {
    await lifetime.goOn()
    try {
      writeFileSync(lock, processMark(), { flag: 'wx' })
      isLockOurs = true
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    let holder = ''
    try {
      holder = readFileSync(lock, 'utf8')
    } catch {
      continue // just released
    }
    const forMs = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    // Written in two steps: an empty one is being taken, unless it stays so. One of another container may be at work for a while.
    if (holder === '' ? forMs > 2_000 : (hasEnded(holder) ?? forMs > BUILT_BY_THEN_MS)) {
      rmSync(lock, { force: true })
      continue
    }
    if (!told) console.log(words.waiting)
    told = true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function buildStale(wanted) {
  const stale = () => wanted.filter((part) => isStale(part.name, part.sources))
  if (stale().length === 0) return
  mkdirSync(dist, { recursive: true })
  await takeLock()
  try {
    await lifetime.goOn()
    const parts = stale()
    if (parts.length > 0 && !quiet) console.log(words.building)
    const startedAt = Date.now()
    await Promise.all(
      parts.map(async (part) => {
        await part.build()
        writeFileSync(join(dist, `.built-${part.name}`), String(startedAt))
      }),
    )
  } finally {
    releaseLock()
  }
}

/** --help and --version need nothing of the page, and say nothing but what they were asked. */
const quiet = ['--help', '--version'].some((option) => process.argv.includes(option))

/** Ends the builders; what they have left half done is built again by the next launch. */
function stopBuilding() {
  for (const child of builders) child.kill('SIGKILL')
  releaseLock()
}
const built = lifetime.onEnd({ stop: async () => stopBuilding(), stopAtOnce: stopBuilding })
try {
  await buildStale(quiet ? parts.slice(0, 1) : parts)
} catch (error) {
  // Ctrl-C reaches the whole group: a builder that ended of it may be heard of before the signal to ourselves is.
  await new Promise((resolve) => setTimeout(resolve, SIGNAL_LAG_MS))
  await lifetime.goOn()
  if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(error.code)) {
    console.error(words.notWritable(error.path ?? dist, error.code, root))
    process.exit(2)
  }
  console.error(`${error.message}\n${words.failed}`)
  process.exit(1)
}
await lifetime.goOn()
built()

if (!process.argv.includes('--build-only')) {
  const { main } = await import('../dist/server/main.js')
  await lifetime.goOn()
  await main(process.argv.slice(2), lifetime)
}
