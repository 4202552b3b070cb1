// Runs each command of docker-compose.yml as written, outside a container: the health check of MongoDB against a real one, the sandbox's command
// in a fresh clone, and its health check. Only what a container would provide is stood in for: the name "mongodb", and the folder /data.
// Needs docker-compose, mongosh, MONGOD_BINARY, git, and the ports 27017, 4000 and 4100.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const work = mkdtempSync(join(tmpdir(), 'sessionscope-compose-'))
const started = []

/** The services as docker-compose understands them; it prints YAML, which Debian's own Python (that docker-compose runs on) turns into JSON. */
function services() {
  const yaml = execFileSync('docker-compose', ['--profile', 'sandbox', 'config'], { cwd: root })
  const toJson = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)'
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', toJson], { input: yaml, encoding: 'utf8' })).services
}

function start(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true, ...options })
  child.on('error', (error) => console.error(`${command}: ${error.message}`))
  started.push(child)
  return child
}

/** Ends a process and whatever it started; each was made the leader of a group of its own. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGTERM')
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 15_000)
  await ended
  clearTimeout(timer)
}

// Called off from outside: what was started goes first.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await Promise.all(started.map(end))
    process.exit(1)
  })
}

function isTaken(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Runs a health check as written; null when it says "healthy", otherwise what it said. */
function unhealthy(service) {
  const [form, command, ...args] = service.healthcheck.test
  if (form !== 'CMD') throw new Error(`A health check of the form ${form} is not known here.`)
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 })
  return status === 0 ? null : (error?.message ?? `exit ${status}: ${stdout}${stderr}`.trim())
}

async function becomesHealthy(name, child, service, withinMs) {
  for (const deadline = Date.now() + withinMs; ; await delay(500)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it was healthy; what it said stands above.`)
    const reason = unhealthy(service)
    if (reason === null) return console.log(`${name}: healthy, says its own health check`)
    if (Date.now() > deadline) throw new Error(`${name} did not become healthy within ${withinMs} ms: ${reason}`)
  }
}

function mustBeUnhealthy(name, service) {
  if (unhealthy(service) === null) throw new Error(`The health check of ${name} calls it healthy while it is not there.`)
  console.log(`${name}: not there, and its health check says so`)
}

try {
  for (const port of [27017, 4000, 4100]) {
    if (await isTaken(port)) throw new Error(`Something listens on port ${port}, so the commands cannot be tried as written. End it and try again.`)
  }
  const { mongodb, sandbox } = services()

  mustBeUnhealthy('mongodb', mongodb)
  const data = join(work, 'mongodb')
  mkdirSync(data)
  const database = start(process.env.MONGOD_BINARY, ['--dbpath', data, '--bind_ip', '127.0.0.1', '--quiet'], { stdio: 'ignore' })
  await becomesHealthy('mongodb', database, mongodb, 60_000)

  mustBeUnhealthy('sandbox', sandbox)
  const checkout = join(work, 'checkout')
  execFileSync('git', ['clone', '--quiet', root, checkout])
  const [command, ...args] = sandbox.command
  const environment = { ...sandbox.environment, MONGODB_URI: sandbox.environment.MONGODB_URI.replace('//mongodb:', '//127.0.0.1:') }
  environment.SESSIONSCOPE_DATA_DIR = join(work, 'data')
  const running = start(command, args, { cwd: checkout, env: { ...process.env, ...environment } })
  await becomesHealthy('sandbox', running, sandbox, 5 * 60_000)

  // Healthy is not enough: the dashboard must answer by the name that people use, and the shop on MongoDB.
  for (const url of ['http://localhost:4000/', 'http://localhost:4100/']) {
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  }
  const token = readFileSync(join(environment.SESSIONSCOPE_DATA_DIR, '4100', 'token'), 'utf8').trim()
  const readState = async () => (await fetch('http://127.0.0.1:4000/api/state', { headers: { authorization: `Bearer ${token}` } })).json()
  let state = await readState()
  // It serves before it has found its database.
  for (const deadline = Date.now() + 20_000; state.mongo.phase !== 'up' && Date.now() < deadline; state = await readState()) await delay(100)
  if (state.mongo.source !== 'uri') throw new Error(`The sandbox uses the MongoDB "${state.mongo.source}" instead of the one of MONGODB_URI.`)
  console.log(`sandbox: dashboard and shop answer; it uses MongoDB ${state.mongo.version} of MONGODB_URI`)
  await end(running)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await Promise.all(started.map(end))
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
