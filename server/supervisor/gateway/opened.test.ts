import { expect, test } from 'vitest'
import { AllowedHosts } from './allowed-hosts.js'
import { responseHeaders } from './headers.js'
import { openedHeaders } from './opened.js'

const otherSite = new AllowedHosts('127.0.0.1', 4180)
const leaving = (origin?: string) =>
  responseHeaders({ vary: 'Accept' }, openedHeaders({}, { cors: true, credentials: true, framing: false }, otherSite, { headers: { origin } } as never))

test('the shop is opened to the other site, and what it says of Vary stays', () => {
  expect(leaving('http://127.0.0.1:4180')).toEqual({
    vary: 'Accept, Origin',
    'access-control-allow-origin': 'http://127.0.0.1:4180',
    'access-control-allow-credentials': 'true',
  })
})

test.each(['http://evil.example', 'null', undefined])('and to nobody else: %s', (origin) => {
  expect(leaving(origin)).toEqual({ vary: 'Accept, Origin' })
})

test('whatever a preflight asks for is allowed, each time anew; to nobody else', () => {
  const asking = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-mine' }
  const opened = { cors: true, credentials: false, framing: false }
  const answered = (origin: string) => openedHeaders({}, opened, otherSite, { headers: { origin, ...asking } } as never)
  expect(answered('http://127.0.0.1:4180')).toMatchObject({
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'x-mine',
    'access-control-max-age': '0',
  })
  expect(answered('http://evil.example')).toEqual({ vary: 'Origin' })
})
