/** A launch as a person sees it: start, what is printed, ports, files, and how it ends. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { keptLessonsPath, projectRoot } from '../../paths.js'
import { launch, type Sandbox } from '../support/launch.js'
import { descendantsOf, survivors } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function takePort(port = 0): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

describe('a launch', () => {
  test('serves the page with its token, the shop and the state, and keeps the token private', async () => {
    const sandbox = await launch()
    const page = await (await fetch(sandbox.dashboardUrl)).text()
    expect(page).toContain(`<meta name="sessionscope-token" content="${sandbox.token}">`)
    expect(sandbox.token).toMatch(/^[0-9a-f]{32}$/)

    expect(await (await fetch(sandbox.shopUrl)).text()).toContain('action="/login"')
    const state = await sandbox.until('it runs', ({ server }) => server.phase === 'running')
    expect(state.launch).toMatchObject({ dashboardPort: sandbox.dashboardPort, shopPort: sandbox.shopPort, language: 'en' })
    expect(state.server).toMatchObject({ boot: 1, lastDeath: null, options: { name: `sessionscope.sid.${sandbox.shopPort}` } })
    expect(state.mongo.collection).toBe(`sessions_${sandbox.shopPort}`)

    const tokenFile = join(sandbox.dataFolder, String(sandbox.shopPort), 'token')
    if (process.platform !== 'win32') expect(statSync(tokenFile).mode & 0o777).toBe(0o600)
    expect(await sandbox.stop()).toEqual({ code: 0, signal: null })
    expect(existsSync(tokenFile)).toBe(false)
    expect(sandbox.output()).toContain('Stopped. Nothing is left running.')
  })

  test('reads lessons that have been read before from where they are kept; and speaks Portuguese where the machine does', async () => {
    const lessonsOf = (sandbox: Sandbox) => sandbox.command({ type: 'lessons:read' })
    const first = await launch()
    // A machine that has much to do may take longer for reading them than for an answer.
    await expect.poll(async () => (await lessonsOf(first)).ok, { timeout: 30_000 }).toBe(true)
    const read = await lessonsOf(first)
    const kept = statSync(keptLessonsPath).ino
    await first.stop()

    const sandbox = await launch({ env: { SESSIONSCOPE_LANGUAGE: undefined, LC_ALL: 'pt_BR.UTF-8' } })
    expect(sandbox.output()).toContain('O Sessionscope está no ar.')
    expect(await (await fetch(sandbox.shopUrl, { headers: { 'user-agent': 'Mozilla/5.0' } })).text()).toContain('lang="pt-BR"')
    expect(await lessonsOf(sandbox)).toEqual(read)
    // Who reads them anew puts another file there.
    expect(statSync(keptLessonsPath).ino).toBe(kept)
    await sandbox.stop()
  })

  test('says in the terminal that the MongoDB at MONGODB_URI cannot be used, without its password', async () => {
    const sandbox = await launch({ env: { MONGODB_URI: 'mongodb://ana:geheim@127.0.0.1:9/shop' } })
    const state = await sandbox.until('another one serves', ({ mongo }) => mongo.phase === 'up')
    expect(state.mongo.source).not.toBe('uri')
    await expect
      .poll(() => sandbox.output(), { timeout: 10_000 })
      .toMatch(/MONGODB_URI \(mongodb:\/\/\*\*\*@127\.0\.0\.1:9\/shop\) cannot be used.*Meanwhile another MongoDB serves/)
    await sandbox.stop()
    expect(sandbox.output()).not.toContain('geheim')
  })

  test('takes the next free ports and says so', async () => {
    const [port, shopPort] = [await takePort(), await takePort()]
    const sandbox = await launch({ port, shopPort })
    expect(sandbox.dashboardPort).toBeGreaterThan(port)
    expect(sandbox.shopPort).toBeGreaterThan(shopPort)
    expect(sandbox.output()).toContain(`Port ${port} is taken, so ${sandbox.dashboardPort} is used.`)
    expect(sandbox.output()).toContain(`Port ${shopPort} is taken, so ${sandbox.shopPort} is used.`)
    await sandbox.stop()
  })

  test('two at once keep out of each other’s way', async () => {
    const dataFolder = temporaryFolder()
    const [one, other] = await Promise.all([launch({ dataFolder }), launch({ dataFolder })])
    const [first, second] = await Promise.all([one.state(), other.state()])
    expect(first.server.options.name).not.toBe(second.server.options.name)
    expect(first.mongo.collection).not.toBe(second.mongo.collection)
    expect(first.launch.dataFolder).not.toBe(second.launch.dataFolder)
    expect((await one.command({ type: 'browser:log-in', browser: 'browser:alice' })).ok).toBe(true)
    expect((await other.state()).store.sessionCount ?? 0).toBe(0)
    const refused = await fetch(`${other.dashboardUrl}/api/state`, { headers: { authorization: `Bearer ${one.token}` } })
    expect(refused.status).toBe(401)
    await Promise.all([one.stop(), other.stop()])
  })

  test('a folder that is a file is replaced by a temporary one, which goes at the end', async () => {
    const printed = await startAndStop(['--data-dir', join(projectRoot, 'package.json')])
    expect(printed).toMatch(/data folder .*package\.json cannot be used: a file stands .* \(E[A-Z]+\)\. So this launch keeps its data in (\S+)/)
    const folder = /keeps its data in (\S+)/.exec(printed)?.[1] ?? ''
    expect(folder).not.toBe('')
    expect(existsSync(folder)).toBe(false)
  })

  test('a folder where the system makes none is told, and the launch still answers to signals', async () => {
    const printed = await startAndStop(['--data-dir', '/proc/x'])
    expect(printed).toMatch(/data folder \/proc\/x cannot be used: .* \(E[A-Z]+\).*--data-dir/)
    expect(printed).toContain('Stopped. Nothing is left running.')
  })
})

describe('the end of a launch', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s leaves no process behind', async (signal) => {
    const sandbox = await launch()
    await sandbox.until('it runs', ({ server }) => server.phase === 'running')
    const children = descendantsOf(sandbox.pid)
    expect(children.length).toBeGreaterThanOrEqual(2)
    process.kill(sandbox.pid, signal)
    expect(await survivors([sandbox.pid, ...children], 9_000)).toEqual([])
    expect((await sandbox.stop()).code).toBe(0)
  })

  test('a second Ctrl-C ends at once', async () => {
    const sandbox = await launch()
    await sandbox.until('it runs', ({ server }) => server.phase === 'running')
    const children = descendantsOf(sandbox.pid)
    process.kill(sandbox.pid, 'SIGINT')
    await delay(5)
    process.kill(sandbox.pid, 'SIGINT')
    expect(await survivors([sandbox.pid], 8_000)).toEqual([])
    expect(await survivors(children, 8_000)).toEqual([])
  })

  test('kill -9 of the supervisor: no orphan after 3 s', async () => {
    const sandbox = await launch()
    await sandbox.until('it runs', ({ server }) => server.phase === 'running')
    await sandbox.command({ type: 'crowd:start', users: 100_000, usersPerSecond: 50, cartItems: 0 })
    const children = descendantsOf(sandbox.pid)
    expect(children.length).toBeGreaterThanOrEqual(3)
    await sandbox.kill()
    expect(await survivors(children, 3_000)).toEqual([])
  })

  test('SIGTERM to npm reaches everyone', async () => {
    const npm = spawn('npm', ['start', '--', '--no-open', '--port', '0', '--shop-port', '0', '--data-dir', temporaryFolder()], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let printed = ''
    npm.stdout.on('data', (chunk) => {
      printed += chunk
    })
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('Ctrl-C')
    const pid = npm.pid ?? 0
    const below = descendantsOf(pid)
    expect(below.length).toBeGreaterThanOrEqual(3)
    npm.kill('SIGTERM')
    expect(await survivors([pid, ...below], 10_000)).toEqual([])
  })
})

describe('the command line', () => {
  test('--help lists every option', () => {
    const { stdout, status } = run('--help')
    expect(status).toBe(0)
    for (const option of ['--port', '--shop-port', '--no-open', '--heap', '--mongodb-uri', 'SESSIONSCOPE_DATA_DIR']) expect(stdout).toContain(option)
  })

  test.each([
    [['--bogus'], /Unknown option '--bogus'.*--help/],
    [['--heap', '3'], /--heap must be a whole number from 64 to 512/],
    [['--port', 'x'], /--port must be a whole number from 0 to 65535/],
    [['--store', 'paper'], /--store must be one of memory, mongodb/],
    [['--host', '203.0.113.7', '--port', '0', '--shop-port', '0'], /Cannot listen on 203\.0\.113\.7.*--host/],
    [['stray'], /Unexpected argument 'stray'/],
  ])('%j: one line that says what to do, and exit 2', (args, message) => {
    const { status, stderr } = run(...args)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
  })
})

function run(...args: string[]) {
  return spawnSync(process.execPath, ['server/start.mjs', ...args], { cwd: projectRoot, encoding: 'utf8', timeout: 20_000 })
}

/** Everything that a launch prints from its start to its end. */
async function startAndStop(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['server/start.mjs', '--no-open', '--port', '0', '--shop-port', '0', ...args], {
    cwd: projectRoot,
    env: { ...process.env, SESSIONSCOPE_LANGUAGE: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk
    })
  }
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('Ctrl-C')
    child.kill('SIGTERM')
    await ended
  } finally {
    // One that spins answers to nothing else.
    child.kill('SIGKILL')
  }
  return printed
}
