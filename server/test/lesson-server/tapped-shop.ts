/** A shop with the taps around it, in the test's own process, and what the taps said. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import session, { type Store } from 'express-session'
import { createShop } from '../../lesson-server/create-shop.js'
import { FrameSender } from '../../lesson-server/taps/frame-sender.js'
import { RequestTap } from '../../lesson-server/taps/request-tap.js'
import { Wire } from '../../lesson-server/wire/wire.js'
import { INTERNAL_HEADERS, type TapFrame } from '../../protocol/ipc.js'
import type { Actor, RequestRecord } from '../../protocol/requests.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../protocol/session-options.js'
import { numbered } from '../../supervisor/signing-secrets.js'

export const KEY = 'the key of this launch'
export const SECRETS = ['first secret', 'second secret'] as const
export const SIGNING_SECRETS = numbered(SECRETS)
export const OPTIONS: SessionOptions = { ...INITIAL_OPTIONS, name: 'connect.sid', sameSite: null }

export interface TappedShop {
  readonly port: number
  readonly frames: readonly TapFrame[]
  records(): readonly RequestRecord[]
  /** Waits until a request of this path was recorded. */
  record(path: string): Promise<RequestRecord>
  underWay(): number
  /** Sessions that the shop has saved so far. */
  saves(): number
  close(): Promise<void>
}

/** The listening port of a server on the loopback interface. It closes no connection for being idle: just then, on a busy machine, the next request comes. */
export async function listenOn(server: Server): Promise<number> {
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export async function until<T>(probe: () => T | undefined | null | false, what: string, withinMs = 5_000): Promise<T> {
  const limit = Date.now() + withinMs
  for (;;) {
    const found = probe()
    if (found) return found
    if (Date.now() > limit) throw new Error(`Waited ${withinMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/**
 * @param makeApp the shop, unless a test brings an app of its own
 * @param options what that app's session options are
 */
export async function startTappedShop(
  store: Store = new session.MemoryStore(),
  makeApp: (store: Store) => RequestListener = (store) => createShop({ store, options: OPTIONS, secrets: SECRETS }),
  options: SessionOptions = OPTIONS,
): Promise<TappedShop> {
  const frames: TapFrame[] = []
  const sender = new FrameSender({ send: (frame) => frames.push(frame), unsent: () => 0 }, { instance: 'a', boot: 1 })
  const wire = new Wire()
  const tap = new RequestTap({
    instance: 'a',
    boot: 1,
    internalKey: KEY,
    secrets: () => SIGNING_SECRETS,
    sender,
    wire,
    active: () => ({ kind: 'fallback', options, open: null }),
  })
  const tapped = tap.wrapStore(store, 'memory')
  const server = createServer(tap.aroundServer(tap.aroundApp(makeApp(tapped), tapped, options)))
  const port = await listenOn(server)
  const records = () => frames.flatMap(({ requests }) => requests)
  return {
    port,
    frames,
    records,
    record: (path) => until(() => records().find((record) => record.path === path), `a record of ${path}`),
    underWay: () => tap.underWay,
    saves: () => tap.saves,
    close: () =>
      new Promise((resolve) => {
        sender.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface Asked {
  readonly method?: 'GET' | 'POST'
  readonly cookie?: string | null
  readonly actor?: Actor
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly location: string | null
  readonly setCookie: readonly string[]
  /** `name=value` of the first Set-Cookie, as a Cookie header repeats it. */
  readonly cookie: string | null
  readonly body: string
}

/** One request as the gateway would send it. */
export async function ask(port: number, path: string, { method, cookie, actor = 'you', form, headers, signal }: Asked = {}): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: method ?? (form ? 'POST' : 'GET'),
    redirect: 'manual',
    headers: { [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: actor, ...(cookie && { cookie }), ...headers },
    ...(form && { body: new URLSearchParams(form) }),
    ...(signal && { signal }),
  })
  const setCookie = answer.headers.getSetCookie()
  return { status: answer.status, location: answer.headers.get('location'), setCookie, cookie: setCookie[0]?.split(';')[0] ?? null, body: await answer.text() }
}
