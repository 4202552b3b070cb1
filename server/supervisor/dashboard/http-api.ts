/** The same for scripts: `GET /api/state`, `GET /api/log` and `POST /api/commands`, JSON only, with the launch token. See server/protocol/PROTOCOL.md. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import { LIMITS } from '../../config.js'
import type { CommandResult } from '../../protocol/command-results.js'
import type { HistoryPart } from '../../protocol/dashboard.js'
import { failed, type ProblemCode, ProblemError, type Result } from '../../protocol/problem.js'
import type { Snapshot } from '../../protocol/state.js'
import { isKey } from '../gateway/actor.js'
import type { AllowedHosts } from '../gateway/allowed-hosts.js'

export interface ScriptApi {
  readonly hosts: AllowedHosts
  readonly token: string
  snapshot(): Snapshot
  history(): Iterable<HistoryPart>
  run(command: unknown): Promise<Result<CommandResult>>
}

const STATUS: Partial<Record<ProblemCode, number>> = {
  'bad-command': 400,
  'bad-input': 400,
  'bad-mongodb-uri': 400,
  'bad-link': 400,
  'bad-token': 401,
  'bad-origin': 403,
  'not-found': 404,
  'unknown-store': 404,
  'unknown-shop': 404,
  busy: 409,
  'switch-aborted': 409,
  'limit-reached': 409,
  'server-away': 503,
  'store-unreachable': 503,
  'wire-in-the-way': 503,
  'store-held-up': 503,
  'out-of-machine-memory': 507,
  'out-of-heap': 507,
  'download-failed': 502,
  'install-failed': 502,
  'https-failed': 503,
  'package-missing': 503,
  'ask-first': 409,
}

/** HTTP status of an answer. */
export function statusOfResult(result: Result<unknown>): number {
  return result.ok ? 200 : (STATUS[result.problem.code] ?? 500)
}

export function apiRoutes(api: ScriptApi): Router {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  router.use(refuseOtherPages(api.hosts))
  router.use(requireToken(api.token))
  router.get('/state', (_request, response) => {
    response.json(api.snapshot())
  })
  router.get('/log', async (_request, response) => {
    response.type('application/x-ndjson')
    // A part at a time, each when the one before has left: a long log neither stands in memory as one text nor keeps everybody waiting.
    await pipeline(Readable.from(lines(api.history())), response).catch(() => response.destroy())
  })
  router.post('/commands', requireJson, express.json({ limit: LIMITS.commandBytes, strict: false }), async (request, response) => {
    const result = await api.run(request.body)
    response.status(statusOfResult(result)).json(result)
  })
  router.use((request, response) => {
    const known = ['/state', '/log', '/commands'].includes(request.path)
    const detail = known ? `${request.method} is not for this address` : 'There is no such address'
    response.status(known ? 405 : 404).json(
      failed(
        new ProblemError('not-found', `${detail}. Use GET /api/state, GET /api/log or POST /api/commands; server/protocol/PROTOCOL.md describes both.`, {
          what: request.path,
        }),
      ),
    )
  })
  router.use(unreadableBody)
  return router
}

async function* lines(parts: Iterable<HistoryPart>): AsyncGenerator<string> {
  for (const part of parts) {
    yield `${JSON.stringify(part)}\n`
    await setImmediate()
  }
}

/** A page of another origin has no business here, even with the token; scripts send neither header. */
function refuseOtherPages(hosts: AllowedHosts): RequestHandler {
  return (request, response, next) => {
    const { origin, 'sec-fetch-site': site } = request.headers
    const isOurs = (origin === undefined || hosts.allowsOrigin(origin)) && (site === undefined || site === 'same-origin' || site === 'none')
    if (isOurs) return next()
    response
      .status(403)
      .json(
        failed(
          new ProblemError(
            'bad-origin',
            'This request was sent by a page of another site, which may not command the sandbox. Send it from a script, without an Origin header.',
          ),
        ),
      )
  }
}

/** The name of the scheme is written in any case (RFC 9110, section 11.1). */
function requireToken(token: string): RequestHandler {
  return (request, response, next) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (isKey(given, token)) return next()
    response
      .status(401)
      .set('www-authenticate', 'Bearer')
      .json(
        failed(
          new ProblemError(
            'bad-token',
            'The launch token is missing or wrong. Send "Authorization: Bearer TOKEN" with the token that the terminal shows; each launch has its own.',
          ),
        ),
      )
  }
}

/** A form of another site can send text/plain or a form type without asking, JSON it cannot. */
const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json')) return next()
  response
    .status(415)
    .json(failed(new ProblemError('bad-command', 'Send the command as JSON, with "Content-Type: application/json".', { detail: 'content type' })))
}

const unreadableBody: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
  if (response.headersSent) return next(error)
  const tooLarge = error.type === 'entity.too.large'
  const message = tooLarge
    ? `A command has at most ${LIMITS.commandBytes} bytes. Send a smaller one.`
    : 'The body is not valid JSON. Send one command, such as {"type":"server:kill"}.'
  response.status(tooLarge ? 413 : 400).json(failed(new ProblemError('bad-command', message, { detail: error.type ?? 'unreadable' })))
}
