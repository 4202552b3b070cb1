/**
 * A process that has one store, as an app has it, and does with it what it is told. Nothing is caught here that a learner's app would not catch: where the store
 * ends the process, that is what is to be seen.
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createBirpc } from 'birpc'
import express, { type Request, type Response } from 'express'
import session, { type Store } from 'express-session'
import type { Address } from '../../protocol/resources.js'
import type { StorePoint } from '../../protocol/store-catalogue.js'
import { within } from '../../within.js'
import type { OpenStore } from '../adapter.js'
import { find, messageOf, sessionData, set } from './ask.js'
import type { Finding } from './finding.js'
import { POINTS_INSIDE } from './inside.js'
import { LINES_FILE, PACKAGES_FILE } from './learner-lines.js'
import { type Subject, tried } from './subject.js'

/** How the store is made: by the lines in its folder, or as the sandbox has it. */
export type StoreForm = { readonly form: 'alone' } | { readonly form: 'here'; readonly kind: string; readonly address: Address; readonly sweepEveryMs: number }

export type SubjectOrder = StoreForm &
  Pick<Subject, 'patienceMs' | 'soonMs' | 'afterMs'> & {
    /** The working folder of the process. */
    readonly folder: string
    readonly beforeFirstMs: number
    /** How long its making is waited for, in ms; null: as long as it takes. The time in which its packages are loaded does not count. */
    readonly openWithinMs: number | null
  }

/** What became of the making of a store. */
export type Opened = { readonly is: 'open' } | { readonly is: 'refused'; readonly message: string } | { readonly is: 'never' }

/** Of a `set` or a `get`: its error in words, or what was found. */
export type PlainAnswer =
  | { readonly is: 'done' }
  | { readonly is: 'found'; readonly json: string | null }
  | { readonly is: 'error'; readonly message: string }
  | { readonly is: 'never' }

export interface SubjectFunctions {
  open(order: SubjectOrder): Promise<Opened>
  point(name: StorePoint): Promise<Finding>
  /** @param lifeMs null: an hour */
  set(id: string, data: Record<string, unknown>, lifeMs: number | null): Promise<PlainAnswer>
  get(id: string): Promise<PlainAnswer>
  /**
   * Does nothing for this long, by the clock of this process: on a machine that has much else to do, what the store does meanwhile is late, and so is this.
   */
  rest(ms: number): Promise<void>
  /** Does the database still hold it, whether it has expired or not? Of a store as the sandbox has it. */
  holds(id: string): Promise<boolean>
  /** Serves an app of Express. @returns its port of 127.0.0.1 */
  serve(): Promise<number>
  /** From now on nothing but the store keeps this process from ending. */
  leave(): Promise<void>
}

class NeverMade extends Error {}

let subject: Subject | null = null
let opened: OpenStore | null = null

function it(): Subject {
  if (!subject) throw new Error('The store is not open yet.')
  return subject
}

const functions: SubjectFunctions = {
  async open(order) {
    const { folder, patienceMs, soonMs, afterMs, openWithinMs } = order
    // What cannot be loaded is told by whoever needs it.
    await importFrom(folder, PACKAGES_FILE).catch(() => undefined)
    try {
      const make = order.form === 'alone' ? byLines(folder) : await asHere(order)
      const making = make()
      const store = await (openWithinMs === null ? making : within(making, openWithinMs, () => new NeverMade()))
      subject = { store, patienceMs, soonMs, afterMs }
      await sleep(order.beforeFirstMs)
      return { is: 'open' }
    } catch (error) {
      return error instanceof NeverMade ? { is: 'never' } : { is: 'refused', message: messageOf(error) }
    }
  },
  async point(name) {
    const point = POINTS_INSIDE[name]
    if (!point) throw new Error(`"${name}" is not tried where the store is.`)
    return tried(point, it())
  },
  async set(id, data, lifeMs) {
    const { answer } = await set(it(), id, lifeMs === null ? sessionData(id, data) : sessionData(id, data, new Date(Date.now() + lifeMs)))
    if (answer.is === 'error') return { is: 'error', message: messageOf(answer.error) }
    return { is: answer.is === 'never' ? 'never' : 'done' }
  },
  async get(id) {
    const found = await find(it(), id)
    if (found.is === 'error') return { is: 'error', message: messageOf(found.error) }
    return found.is === 'never' ? found : { is: 'found', json: found.data === null ? null : JSON.stringify(found.data) }
  },
  rest: (ms) => sleep(ms),
  holds: async (id) => ((await opened?.read(id)) ?? null) !== null,
  serve: () => serve(it().store),
  async leave() {
    // The answer goes first.
    setImmediate(() => process.channel?.unref())
  },
}

function importFrom<T>(folder: string, file: string): Promise<T> {
  return import(pathToFileURL(join(folder, file)).href)
}

function byLines(folder: string): () => Promise<Store> {
  return async () => (await importFrom<{ readonly store: Store }>(folder, LINES_FILE)).store
}

/** With what the sandbox puts around it. */
async function asHere({ kind, address, sweepEveryMs }: Extract<StoreForm, { readonly form: 'here' }>): Promise<() => Promise<Store>> {
  const [{ findAdapter }, { openStore }, { withDeadline }, { StoreCallError }, { whyLate }] = await Promise.all([
    import('../registry.js'),
    import('../opening.js'),
    import('../deadline.js'),
    import('../store-call-error.js'),
    import('../store-calls.js'),
  ])
  const adapter = findAdapter(kind)
  return async () => {
    const open = await openStore(adapter, session, address, { sweepEveryMs })
    opened = open
    if (adapter.alwaysAnswers) return open.store
    return withDeadline(
      open.store,
      (error) => open.explain(error),
      (ms) => new StoreCallError(adapter.label, whyLate(ms)),
    )
  }
}

async function serve(store: Store): Promise<number> {
  const app = express()
  app.use(session({ secret: 'a secret of the contract', resave: false, saveUninitialized: false, cookie: { maxAge: 3_600_000 }, store }))
  app.post('/login', (request: Request, response: Response) => {
    Object.assign(request.session, { name: 'Ana' })
    response.send('in')
  })
  app.get('/', (request: Request, response: Response) => {
    response.send(String(Reflect.get(request.session, 'name') ?? 'nobody'))
  })
  app.post('/logout', (request: Request, response: Response) => {
    request.session.destroy((error) => {
      response.status(error ? 500 : 200).send('out')
    })
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

process.on('disconnect', () => process.exit(0))
createBirpc<Record<string, never>, SubjectFunctions>(functions, {
  post: (message) => process.send?.(message, undefined, undefined, () => {}),
  on: (listener) => process.on('message', listener),
  timeout: -1,
})
