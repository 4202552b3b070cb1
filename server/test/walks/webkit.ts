/** WebKit as Linux has it: WebKitGTK's MiniBrowser on a screen of its own that nobody sees, over WebDriver (https://www.w3.org/TR/webdriver2/). */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { vi } from 'vitest'
import { findProgram } from '../../resources/served/find-program.js'
import { freePort } from '../../resources/served/run-program.js'
import { clickAt, strokes } from './actions.js'
import { OTHER_BROWSERS } from './other-browsers.mjs'
import { keepShot, type Visitor, type Where } from './visitor.js'

const START_TIMEOUT_MS = 20_000

export interface WebkitPrograms {
  readonly driver: string
  readonly screen: string
}

/** Its programs, or null where this machine lacks one. */
export function findWebkit(): WebkitPrograms | null {
  const { programs } = OTHER_BROWSERS.webkit
  const [driver, screen] = [findProgram(programs.driver, []), findProgram(programs.screen, [])]
  return driver === null || screen === null ? null : { driver, screen }
}

/** @throws when its programs are missing: guard with {@link findWebkit} */
export async function enterWebkit(): Promise<Visitor> {
  const programs = findWebkit()
  if (programs === null) throw new Error('WebKitWebDriver or Xvfb is missing: install webkit2gtk-driver and xvfb.')
  const started: ChildProcess[] = []
  const end = () => {
    for (const child of started.splice(0).toReversed()) child.kill()
  }
  process.once('exit', end)
  try {
    const display = await startScreen(programs.screen, started)
    const port = await freePort()
    const env = { ...process.env, DISPLAY: `:${display}`, GDK_BACKEND: 'x11', LANGUAGE: 'en', LIBGL_ALWAYS_SOFTWARE: '1' }
    started.push(spawn(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' }))
    const session = await openSession(`http://127.0.0.1:${port}`)
    return visitorOf(session, end)
  } catch (error) {
    end()
    throw error
  }
}

/** Starts a screen, and answers with its number once it is there: the server itself chooses one that is free. */
async function startScreen(program: string, started: ChildProcess[]): Promise<number> {
  const screen = spawn(program, ['-displayfd', '3', '-screen', '0', '1600x1100x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  started.push(screen)
  const [line] = await once(createInterface({ input: screen.stdio[3] as NodeJS.ReadableStream }), 'line', { signal: AbortSignal.timeout(START_TIMEOUT_MS) })
  return Number(line)
}

/** Sends one command of the protocol. @throws with the driver's own words */
type Command = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>

async function openSession(origin: string): Promise<Command> {
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(origin + path, { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
    const { value } = (await response.json()) as { value: T & { readonly error?: string; readonly message?: string } }
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
  await vi.waitFor(() => send('GET', '/status'), { timeout: START_TIMEOUT_MS, interval: 100 })
  const { sessionId } = await send<{ readonly sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: { browserName: 'MiniBrowser' } } })
  return (method, path, body) => send(method, `/session/${sessionId}${path}`, body)
}

function visitorOf(command: Command, end: () => void): Visitor {
  const act = async (actions: readonly object[]) => {
    await command('POST', '/actions', { actions })
  }
  const evaluate = <T>(expression: string) => command<T>('POST', '/execute/sync', { script: `return ${expression}`, args: [] })
  const within = async <T>(where: Where, work: () => Promise<T>): Promise<T> => {
    if (where === 'page') return await work()
    await command('POST', '/frame', { id: 0 })
    return await work().finally(() => command('POST', '/frame', { id: null }))
  }
  return {
    open: async (url) => {
      await command('POST', '/window/rect', { x: 0, y: 0, width: 1440, height: 980 })
      await command('POST', '/url', { url })
    },
    read: (expression, where = 'page') => within(where, () => evaluate(expression)),
    clickAt: (x, y) => act(clickAt(x, y)),
    press: (key) => act(strokes([key])),
    type: (text) => act(strokes(text)),
    shot: async (name) => keepShot(name, await command<string>('GET', '/screenshot')),
    close: async () => {
      await command('DELETE', '')
      end()
    },
  }
}
