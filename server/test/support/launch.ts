/** Starts the sandbox as a person does, `node server/start.mjs`, in a data folder of its own, and talks to it as a script does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { projectRoot } from '../../paths.js'
import type { ResultOf } from '../../protocol/command-results.js'
import type { Command } from '../../protocol/commands.js'
import type { InstanceState } from '../../protocol/instance-state.js'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { Result } from '../../protocol/problem.js'
import type { Snapshot } from '../../protocol/state.js'
import { atEndOfFile } from './end-of-file.js'
import { temporaryFolder } from './temporary-folder.js'

export interface LaunchOptions {
  /** More arguments, for example `['--heap', '64']`. */
  readonly args?: readonly string[]
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** 0: any free port. */
  readonly port?: number
  readonly shopPort?: number
  /** A folder to keep between launches; left out: a temporary one that goes with the test file. */
  readonly dataFolder?: string
  /** A checkout elsewhere; left out: this one. */
  readonly checkout?: string
}

/** The state, and in it the one lesson server that most tests are about. */
export type SandboxState = Snapshot & { readonly server: InstanceState }

/** How a sandbox ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A sandbox that runs. It is stopped when the test file ends, if the test did not do so. */
export interface Sandbox {
  readonly pid: number
  /** Without a slash at the end. */
  readonly dashboardUrl: string
  readonly shopUrl: string
  readonly dashboardPort: number
  readonly shopPort: number
  readonly token: string
  readonly dataFolder: string
  /** Everything that it printed so far. */
  output(): string
  /** `GET /api/state`. */
  state(): Promise<SandboxState>
  /** `POST /api/commands`. */
  command<T extends Command>(command: T): Promise<Result<ResultOf<T['type']>>>
  /** The first state that fulfils the predicate. @throws after `withinMs` (default 30 s), with `what` was awaited */
  until(what: string, predicate: (state: SandboxState) => boolean, withinMs?: number): Promise<SandboxState>
  /** SIGTERM, as Ctrl-C or a service manager would; waits for the end. */
  stop(): Promise<Ending>
  /** SIGKILL: the supervisor has no chance to tidy up. */
  kill(): Promise<Ending>
}

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 10_000
/** What takes longer than this is asked for at longer intervals: each answer is the whole state, which costs the machine that is waited for. */
const SOON_MS = 2_000

/** A connection a request: one that is kept may be closed by the server at the very moment at which a busy machine sends the next request over it. */
const dispatcher = new Agent({ pipelining: 0 })

const running = new Set<ChildProcess>()

// However a test run ends, what it started ends with it (the children of a supervisor end themselves when it is gone).
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
atEndOfFile(() => Promise.all([...running].map((child) => end(child, 'SIGTERM'))))

/** Starts a sandbox and waits until it has said where it is. @throws with everything that it printed when it ends or stays silent */
export async function launch(options: LaunchOptions = {}): Promise<Sandbox> {
  const dataFolder = options.dataFolder ?? temporaryFolder()
  const args = ['server/start.mjs', '--no-open', '--port', `${options.port ?? 0}`, '--shop-port', `${options.shopPort ?? 0}`]
  const child = spawn(process.execPath, [...args, '--data-dir', dataFolder, ...(options.args ?? [])], {
    cwd: options.checkout ?? projectRoot,
    env: { ...process.env, MONGODB_URI: undefined, SESSIONSCOPE_LANGUAGE: 'en', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))

  let printed = ''
  const addresses = new Promise<{ dashboardUrl: string; shopUrl: string }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The sandbox was not up within ${START_TIMEOUT_MS} ms. It printed:\n${printed}`)), START_TIMEOUT_MS)
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const dashboardUrl = addressAfter(/dashboard|painel/i, printed)
      const shopUrl = addressAfter(/shop|loja/i, printed)
      if (dashboardUrl && shopUrl) {
        clearTimeout(timer)
        resolve({ dashboardUrl, shopUrl })
      }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`The sandbox ended (code ${code}, signal ${signal}) before it was up. It printed:\n${printed}`))
    })
  })

  const { dashboardUrl, shopUrl } = await addresses
  const shopPort = portOf(shopUrl)
  const token = await readToken(dataFolder, shopPort)

  async function state(): Promise<SandboxState> {
    const { statusCode, body } = await request(`${dashboardUrl}/api/state`, { dispatcher, headers: { authorization: `Bearer ${token}` } })
    if (statusCode !== 200) throw new Error(`GET /api/state answered ${statusCode}: ${await body.text()}`)
    const snapshot = (await body.json()) as Snapshot
    return { ...snapshot, server: onlyInstance(snapshot) }
  }

  return {
    pid: child.pid ?? 0,
    dashboardUrl,
    shopUrl,
    dashboardPort: portOf(dashboardUrl),
    shopPort,
    token,
    dataFolder,
    output: () => printed,
    state,
    async command<T extends Command>(command: T) {
      const { body } = await request(`${dashboardUrl}/api/commands`, {
        dispatcher,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(command),
      })
      return (await body.json()) as Result<ResultOf<T['type']>>
    },
    async until(what, predicate, withinMs = 30_000) {
      const startedAt = Date.now()
      for (;;) {
        const now = await state()
        if (predicate(now)) return now
        const waitedMs = Date.now() - startedAt
        if (waitedMs > withinMs) {
          const { timeline, instances: _instances, server, ...rest } = now
          const { memory, ...life } = server
          throw new Error(
            `Not within ${withinMs} ms: ${what}. The state is ${JSON.stringify({ ...rest, server: life, memory: memory.latest, rows: timeline.slice(-5) }, null, 1)}`,
          )
        }
        await delay(waitedMs < SOON_MS ? 50 : 100)
      }
    },
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

/** The first address on a line that speaks of `what`. */
function addressAfter(what: RegExp, text: string): string | undefined {
  for (const line of text.split('\n').slice(0, -1)) {
    const address = /http:\/\/[^\s/]+/.exec(line)
    if (address && what.test(line.slice(0, address.index))) return address[0]
  }
  return undefined
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** The launch token is written beside the launch's other data, readable by its owner only. */
async function readToken(dataFolder: string, shopPort: number): Promise<string> {
  const path = join(dataFolder, String(shopPort), 'token')
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await delay(20)) {
    if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  }
  throw new Error(`The sandbox is up but wrote no launch token to ${path}; the folder holds: ${readdirSync(dataFolder).join(', ') || 'nothing'}.`)
}

/** Ends a child and waits for it; past STOP_TIMEOUT_MS with SIGKILL. */
async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<Ending> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }
  return { code: child.exitCode, signal: child.signalCode }
}
