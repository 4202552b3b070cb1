/** Load with autocannon: 10 connections, as simulated users of the crowd. */
import autocannon from 'autocannon'
import { CATALOGUE } from '../protocol/catalogue.js'
import { INTERNAL_HEADERS } from '../protocol/ipc.js'

const CONNECTIONS = 10
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export interface LoadTarget {
  readonly port: number
  readonly internalKey: string
  readonly cookieName: string
}

/** What a load came to. */
export interface Load {
  readonly perSecond: number
  readonly requests: number
}

const address = ({ port }: LoadTarget) => `http://127.0.0.1:${port}`
const crowdHeaders = ({ internalKey }: LoadTarget) => ({ [INTERNAL_HEADERS.key]: internalKey, [INTERNAL_HEADERS.actor]: 'crowd' })

/** Requests per second of `GET /` with the cookie of one session that exists. @throws Error when an answer is not 200 */
export async function loadExistingSession(target: LoadTarget, seconds: number): Promise<Load> {
  const cookie = await logIn(target)
  const result = await autocannon({ url: address(target), connections: CONNECTIONS, duration: seconds, headers: { ...crowdHeaders(target), cookie } })
  check(result, '200')
  return { perSecond: result['2xx'] / result.duration, requests: result['2xx'] }
}

/** Requests per second of `POST /login`, each of which makes a session. @throws Error when an answer is not 302 */
export async function loadNewSessions(target: LoadTarget, bounds: { readonly seconds: number } | { readonly amount: number }): Promise<Load> {
  const result = await autocannon({
    url: `${address(target)}/login`,
    method: 'POST',
    connections: CONNECTIONS,
    headers: { ...crowdHeaders(target), ...FORM },
    body: 'name=somebody',
    ...('seconds' in bounds ? { duration: bounds.seconds } : { amount: bounds.amount }),
  })
  check(result, '302')
  return { perSecond: result['3xx'] / result.duration, requests: result['3xx'] }
}

/** How much goes into a cart before the next person comes: well below what a cart may hold. */
const CART_LINES = 20

/** Requests per second of people who log in and put {@link CART_LINES} books into the cart, one by one: each saves a session that has changed. @throws Error when an answer is not 302 */
export async function loadChangedSessions(target: LoadTarget, seconds: number): Promise<Load> {
  const withCookie: autocannon.Request['setupRequest'] = (request, context) => ({
    ...request,
    headers: { ...request.headers, cookie: Reflect.get(context, 'cookie') as string },
  })
  const put = { method: 'POST' as const, path: '/cart', headers: FORM, body: `item=${CATALOGUE[0]?.id}`, setupRequest: withCookie }
  const result = await autocannon({
    url: address(target),
    connections: CONNECTIONS,
    duration: seconds,
    headers: crowdHeaders(target),
    requests: [
      { method: 'POST', path: '/login', headers: FORM, body: 'name=somebody', onResponse: keepCookie },
      ...Array.from({ length: CART_LINES }, () => put),
    ],
  })
  check(result, '302')
  return { perSecond: result['3xx'] / result.duration, requests: result['3xx'] }
}

/** Simulated users per second: visit, log in, look again with the cookie, and then the next one. @throws Error when one was refused */
export async function loadUsers(target: LoadTarget, seconds: number): Promise<number> {
  let users = 0
  const result = await autocannon({
    url: address(target),
    connections: CONNECTIONS,
    duration: seconds,
    headers: crowdHeaders(target),
    requests: [
      { method: 'GET', path: '/' },
      {
        method: 'POST',
        path: '/login',
        headers: FORM,
        body: 'name=somebody',
        onResponse: keepCookie,
      },
      {
        method: 'GET',
        path: '/',
        setupRequest: (request, context) => ({ ...request, headers: { ...request.headers, cookie: Reflect.get(context, 'cookie') as string } }),
        onResponse: () => {
          users += 1
        },
      },
    ],
  })
  check(result, '200', '302')
  return users / result.duration
}

function keepCookie(_status: number, _body: string, context: object, headers?: object): void {
  const lines: unknown = Reflect.get(headers ?? {}, 'set-cookie') ?? Reflect.get(headers ?? {}, 'Set-Cookie')
  const line: unknown = Array.isArray(lines) ? lines[0] : lines
  Object.assign(context, { cookie: typeof line === 'string' ? line.split(';', 1)[0] : '' })
}

/** Logs in, and looks once so that no flash message is left to be saved. Answers with the Cookie header. */
async function logIn(target: LoadTarget): Promise<string> {
  const answer = await fetch(`${address(target)}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...crowdHeaders(target), ...FORM },
    body: 'name=somebody',
  })
  await answer.arrayBuffer()
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
  if (!cookie?.startsWith(`${target.cookieName}=`)) throw new Error(`The shop's login was answered ${answer.status}, without a session cookie.`)
  const look = await fetch(address(target), { headers: { ...crowdHeaders(target), cookie } })
  await look.arrayBuffer()
  return cookie
}

function check(result: autocannon.Result, ...statuses: readonly string[]): void {
  const others = Object.entries(result.statusCodeStats ?? {}).filter(([status]) => !statuses.includes(status))
  if (result.errors > 0 || others.length > 0) {
    throw new Error(
      `Under load the shop failed ${result.errors} times, and answered also with ${others.map(([status]) => status).join(', ') || 'nothing else'}.`,
    )
  }
}
