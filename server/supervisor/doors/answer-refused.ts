/**
 * Node refuses some requests by itself before anybody is asked, most of them with an empty answer. Both servers say in words what is wrong,
 * with the headers of every answer.
 */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Language } from '../../protocol/language.js'
import { badRequest, type Door, type Notice, noTunnel, tooLarge, tooSlow, unmetExpectation } from '../../words/notices.js'
import { noticeAnswer, type Reader, readerOf, sendNotice } from './notice.js'

export interface RefusalParts {
  readonly door: Door
  /** What the server was made with: bytes of the request line and all headers together. */
  readonly maxHeaderBytes: number
  language(): Language
  security(): Readonly<Record<string, string>>
}

/** Options that the server must be made with, so that nothing is refused without a word. */
export const ASK_US = Object.freeze({
  // Node would answer 400 without a body; allowed hosts are ours to judge anyway.
  requireHostHeader: false,
})

export function answerRefused(server: Server, parts: RefusalParts): void {
  const answering = new WeakMap<Duplex, Set<ServerResponse>>()
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const responses = answering.get(request.socket) ?? new Set()
    answering.set(request.socket, responses.add(response))
    response.once('close', () => responses.delete(response))
  })

  server.on('clientError', (error: ParserError, socket) => {
    // What is said in the middle of another answer would be read as a part of it.
    const isMidAnswer = [...(answering.get(socket) ?? [])].some((response) => response.headersSent)
    if (!socket.writable || error.code === 'ECONNRESET' || isMidAnswer) return void socket.destroy()
    const notice = noticeOf(error, parts)
    socket.end(onTheWire(notice, readerOfPacket(error, parts.language()), parts.security()))
  })
  server.on('checkExpectation', (request, response) =>
    sendNotice(request, response, unmetExpectation(parts.door), { language: parts.language(), security: parts.security() }),
  )
  server.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(onTheWire(noTunnel(parts.door), readerOf(request.headers, parts.language()), parts.security()))
  })
}

interface ParserError extends NodeJS.ErrnoException {
  /** The last bytes that came. */
  readonly rawPacket?: Buffer
}

function noticeOf({ code }: ParserError, { door, maxHeaderBytes }: RefusalParts): Notice {
  if (code === 'HPE_HEADER_OVERFLOW') return tooLarge(door, maxHeaderBytes)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return tooSlow(door)
  return badRequest(door)
}

/** The headers were not understood, so they are looked for in the bytes: best effort, and only about how the answer looks. */
function readerOfPacket({ code, rawPacket }: ParserError, fallback: Language): Reader {
  const text = rawPacket?.toString('latin1') ?? ''
  const header = (name: string) => new RegExp(`^${name}:([^\\r\\n]*)`, 'im').exec(text)?.[1]
  const reader = readerOf({ accept: header('accept'), 'accept-language': header('accept-language') }, fallback)
  // Who sends this much is a browser with cookies; the beginning, with what it accepts, came in an earlier packet.
  const isUnknown = code === 'HPE_HEADER_OVERFLOW' && !/^[A-Z]+ \S+ HTTP\/1/.test(text)
  return isUnknown ? { ...reader, wantsPage: true } : reader
}

function onTheWire(notice: Notice, reader: Reader, security: Readonly<Record<string, string>>): string {
  const { status, headers, body } = noticeAnswer(notice, reader, security)
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}
