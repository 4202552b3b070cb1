/** Firefox as people install it, without its window, over WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'undici'
import { findProgram } from '../../resources/served/find-program.js'
import { clickAt, strokes } from './actions.js'
import { OTHER_BROWSERS } from './other-browsers.mjs'
import { keepShot, type Visitor, type Where } from './visitor.js'

const START_TIMEOUT_MS = 60_000
/** Nothing that calls out of the machine, and nothing that asks before one begins. */
const PREFERENCES: Readonly<Record<string, boolean | string>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:1',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

/** Path of its program, or null. */
export function findFirefox(): string | null {
  return findProgram(OTHER_BROWSERS.firefox.programs.browser, [])
}

/** A Firefox that somebody drives. */
export interface DrivenFirefox {
  readonly command: Command
  /** Ends it, and leaves nothing of it. */
  leave(): Promise<void>
}

/**
 * @param flags more of Firefox's own
 * @throws when there is none: guard with {@link findFirefox}
 */
export async function startFirefox(...flags: readonly string[]): Promise<DrivenFirefox> {
  const profile = mkdtempSync(join(tmpdir(), 'sessionscope-firefox-'))
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const args = ['--headless', '--no-remote', ...flags, '--profile', profile, '--remote-debugging-port', '0', 'about:blank']
  const browser = spawn(findFirefox() ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(browser, 'close')
  const end = () => browser.kill('SIGKILL')
  process.once('exit', end)
  const leave = async () => {
    end()
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const command = await connect(await addressIn(browser.stderr))
    await command('session.new', { capabilities: {} })
    return { command, leave }
  } catch (error) {
    await leave()
    throw error
  }
}

/** @throws when there is none: guard with {@link findFirefox} */
export async function enterFirefox(): Promise<Visitor> {
  const { command, leave } = await startFirefox()
  try {
    return await visitorOf(command, leave)
  } catch (error) {
    await leave()
    throw error
  }
}

/** It writes where it listens, once it does. */
async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stderr })
  for (const timeout = AbortSignal.timeout(START_TIMEOUT_MS); ; ) {
    const [line] = await once(lines, 'line', { signal: timeout })
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(String(line))?.[1]
    if (address !== undefined) return `${address}/session`
  }
}

/** Sends one command, and answers with its result. @throws with the browser's own words */
export type Command = <T>(method: string, params: object) => Promise<T>

async function connect(address: string): Promise<Command> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', ({ error }) => reject(error))
  })
  const awaited = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error, message } = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: string; message?: string }
    const call = awaited.get(id ?? -1)
    awaited.delete(id ?? -1)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(`${error}: ${message}`))
  })
  let last = 0
  return (method, params) =>
    new Promise((resolve, reject) => {
      last += 1
      awaited.set(last, { resolve: (result) => resolve(result as never), reject })
      socket.send(JSON.stringify({ id: last, method, params }))
    })
}

interface Tree {
  readonly contexts: readonly { readonly context: string; readonly children: Tree['contexts'] | null }[]
}

async function visitorOf(command: Command, leave: () => Promise<void>): Promise<Visitor> {
  const top = async () => {
    const page = (await command<Tree>('browsingContext.getTree', {})).contexts[0]
    if (page === undefined) throw new Error('Firefox has no page open.')
    return page
  }
  const { context } = await top()
  await command('browsingContext.setViewport', { context, viewport: { width: 1440, height: 900 } })
  const placeOf = async (where: Where) => {
    const place = where === 'page' ? context : (await top()).children?.[0]?.context
    if (place === undefined) throw new Error('The shop’s frame is not there.')
    return place
  }
  const act = async (actions: readonly object[]) => {
    await command('input.performActions', { context, actions })
  }
  return {
    open: async (url) => {
      await command('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async read(expression, where = 'page') {
      const target = { context: await placeOf(where) }
      return await evaluate(command, expression, target)
    },
    clickAt: (x, y) => act(clickAt(x, y)),
    press: (key) => act(strokes([key])),
    type: (text) => act(strokes(text)),
    shot: async (name) => keepShot(name, (await command<{ readonly data: string }>('browsingContext.captureScreenshot', { context })).data),
    close: leave,
  }
}

/** What an expression is worth there, or what it promises. @throws what it throws */
export async function evaluate<T>(command: Command, expression: string, target: { readonly context: string }): Promise<T> {
  const worth = `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`
  const answer = await command<Evaluated>('script.evaluate', { expression: worth, target, awaitPromise: true })
  if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text)
  return answer.result.value === undefined ? (undefined as T) : JSON.parse(answer.result.value)
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value?: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } }
