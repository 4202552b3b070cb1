/** Where a request comes from, as express tells the shop. */
import type { Request } from 'express'
import type { SeenByExpress } from '../../protocol/requests.js'
import type { SessionRequest } from './served.js'

const MAX = 200

/** @param req that express has handled, whose prototype is express' own by then @returns null where it has not */
export function seenByExpress(req: SessionRequest): SeenByExpress | null {
  const { secure, ip, hostname } = req as Partial<Pick<Request, 'secure' | 'ip' | 'hostname'>>
  if (typeof secure !== 'boolean') return null
  const header = (name: string) => {
    const value = req.headers[name]
    return value === undefined ? null : String(value).slice(0, MAX)
  }
  const forwarded = { proto: header('x-forwarded-proto'), for: header('x-forwarded-for'), host: header('x-forwarded-host') }
  return { secure, ip: (ip ?? '').slice(0, MAX), hostname: (hostname ?? '').slice(0, MAX), forwarded }
}
