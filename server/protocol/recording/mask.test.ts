/** What becomes of each kind of text in a recording: what stays, and what is another of the same form. */
import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '../catalogue.js'
import type { LogEvent } from '../events.js'
import type { Snapshot } from '../state.js'
import { Masking } from './mask.js'

const ID = 'kJ8s_Qa2-0vTn4LmXy71BcDe'
const [BOOK] = CATALOGUE
const formOf = (text: string) => text.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '0')

// biome-ignore lint/suspicious/noExplicitAny: parts of events, by the names of their fields.
type Parts = any
/** Events in which only what matters stands, as one recording has them. */
function masked(...events: Parts[]): Parts[] {
  const masking = new Masking()
  for (const event of events) masking.learn(event as LogEvent)
  return events.map((event) => masking.event(event as LogEvent))
}
/** One text of each kind, as it stands in an event. */
const PLACES = {
  typed: (text: string) => [{ kind: 'browser-changed', browser: { name: text } }, (event: Parts) => event.browser.name],
  browser: (text: string) => [{ kind: 'request', request: { actor: text } }, (event: Parts) => event.request.actor],
  cookie: (text: string) => [{ kind: 'browser-changed', browser: { jar: [{ value: text }] } }, (event: Parts) => event.browser.jar[0].value],
  line: (text: string) => [{ kind: 'request', request: { setCookie: [text] } }, (event: Parts) => event.request.setCookie[0]],
  path: (text: string) => [{ kind: 'request', request: { path: text } }, (event: Parts) => event.request.path],
  host: (text: string) => [{ kind: 'request', request: { seen: { hostname: text } } }, (event: Parts) => event.request.seen.hostname],
  agent: (text: string) => [{ kind: 'request', request: { agent: text } }, (event: Parts) => event.request.agent],
  form: (text: string) => [{ kind: 'request', request: { form: text } }, (event: Parts) => event.request.form],
  said: (text: string) => [{ kind: 'request', request: { mistake: { message: text } } }, (event: Parts) => event.request.mistake.message],
} satisfies Record<string, (text: string) => unknown>
type Kind = keyof typeof PLACES
function become(kind: Kind, text: string): string {
  const [event, read] = PLACES[kind](text) as [Parts, (event: Parts) => string]
  return read(masked(event)[0])
}
/** By the name of the parameter. */
const param = (key: string, text: string): string =>
  masked({ kind: 'request', request: { problem: { params: { [key]: text } } } })[0].request.problem.params[key]
const documentOf = (document: unknown): Parts =>
  masked({ kind: 'document-read', sessionId: 'S', stored: { document: { data: document } } })[0].stored.document.data

test.each<readonly [Kind, string]>([
  ['typed', 'Alice'],
  ['typed', 'bob-2'],
  ['typed', BOOK?.title.en ?? ''],
  ['typed', 'cookie'],
  ['typed', ''],
  ['browser', 'you'],
  ['browser', 'visitor:12'],
  ['browser', 'other'],
  ['browser', 'crowd'],
  ['browser', 'browser:alice-2'],
  ['browser', 'Carol'],
  ['cookie', ''],
  ['cookie', 'abc'],
  ['cookie', '***'],
  ['cookie', 's:.'],
  ['line', 'connect.sid=abc; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; SameSite=Lax; HttpOnly; Secure; Partitioned; Priority=High'],
  ['line', 'connect.sid=abc; Domain=127.0.0.1'],
  ['path', `/login?name=en&item=${BOOK?.id}#q`],
  ['path', 'http://localhost:3000/cart'],
  ['host', 'http://127.0.0.1:3000'],
  ['host', '127.8.9.10'],
  ['host', 'mongodb://localhost:27017/?directConnection=true'],
  ['host', '[::1]:5000'],
  ['said', 'A session has ended.'],
  ['form', `item=${BOOK?.id}&quantity=en&name=Alice`],
])('%s: %s stays', (kind, text) => {
  expect(become(kind, text)).toBe(text)
})

test.each<readonly [Kind, text: string, becomes: string, secrets: readonly string[]]>([
  ['typed', 'Mallory', 'Aaaaaaa', ['Mallory']],
  ['typed', 'Mallory-2', 'Aaaaaaa-0', ['Mallory']],
  ['typed', 'Alice7', 'Aaaaa0', ['Alice7']],
  ['browser', 'browser:mallory', 'aaaaaaa:aaaaaaa', ['mallory']],
  ['browser', 'Mallory', 'Aaaaaaa', ['Mallory']],
  ['browser', 'not you', 'aaa aaa', ['not you']],
  ['cookie', 'abcd', 'aaaa', ['abcd']],
  ['cookie', `s%3A${ID}.sig%2Fnature%2B0123456`, formOf(`s%3A${ID}.sig%2Fnature%2B0123456`), [ID, '0123456', 'nature']],
  ['cookie', `s:${ID}.signature0123456`, formOf(`s:${ID}.signature0123456`), [ID, '0123456', 'nature']],
  ['line', 'mallory', 'aaaaaaa', ['mallory']],
  [
    'line',
    'theme=mallory; Path=/mallory-path; Domain=shop.example; Mallory=mallory',
    'aaaaa=aaaaaaa; Aaaa=/aaaaaaa-aaaa; Aaaaaa=aaaa.aaaaaaa; Aaaaaaa=aaaaaaa',
    ['mallory', 'Mallory', 'shop.example'],
  ],
  ['path', '/mallory?mallory=two+words#x', '/aaaaaaa?aaaaaaa=aaa+aaaaa#a', ['mallory', 'two', 'words']],
  ['path', 'https://shop.example/cart', 'aaaaa://aaaa.aaaaaaa/aaaa', ['shop', 'example']],
  ['host', 'shop.example:8443', 'aaaa.aaaaaaa:0000', ['shop']],
  ['host', '203.0.113.77', '000.0.000.00', ['203.0.113.77']],
  ['host', '2001:db8::17', '0000:aa0::00', ['2001:db8::17']],
  ['host', 'mongodb://mallory:letmein@db.example:27017/app', 'aaaaaaa://aaaaaaa:aaaaaaa@aa.aaaaaaa:00000/aaa', ['mallory', 'letmein', 'db.example', 'app']],
  ['agent', 'Mallory-Bot/1.0', 'Aaaaaaa-Aaa/0.0', ['Mallory']],
  ['form', 'name=Mallory&own+field=secret', 'aaaa=Aaaaaaa&aaa+aaaaa=aaaaaa', ['Mallory', 'own', 'secret']],
  ['said', 'ENOENT: /home/mallory/x, C:\\Users\\mallory\\y, /Users/mallory', 'AAAAAA: /aaaa/aaaaaaa/a, A:\\Aaaaa\\aaaaaaa\\a, /Aaaaa/aaaaaaa', ['mallory']],
  ['said', 'Unexpected token \'h\', ..."mallory"... is not valid JSON', 'Aaaaaaaaaa aaaaa \'a\', "***" aa aaa aaaaa AAAA', ['mallory']],
])('%s: %s becomes %s', (kind, text, becomes, secrets) => {
  const found = become(kind, text)
  expect(formOf(found)).toBe(becomes)
  for (const secret of secrets) expect(found).not.toContain(secret)
})

test('of a program, what it is stays', () => {
  expect(become('agent', 'curl/8.5.0 (mallory)')).toBe('curl')
  expect(become('agent', 'Mozilla/5.0 (X11; mallory; rv:128.0) Gecko/20100101 Firefox/128.0')).toBe('Mozilla/5.0 Firefox/128')
  expect(become('agent', 'Mozilla/5.0 (mallory)')).toBe('Mozilla/5.0')
})

test('what belongs together still does, however it is written', () => {
  const secret = 'mallory/0123456+789'
  const encoded = encodeURIComponent(secret)
  const [jar, other, said, visit] = masked(
    { kind: 'browser-changed', browser: { jar: [{ value: encoded }] } },
    { kind: 'browser-changed', browser: { jar: [{ value: secret }] } },
    { kind: 'request', request: { mistake: { message: `It was ${secret}, or ${encoded}.` } } },
    // Written as no browser would.
    { kind: 'browser-changed', browser: { jar: [{ value: encoded.toLowerCase() }] } },
  )
  const plain = other.browser.jar[0].value
  expect(plain).not.toContain('mallory')
  expect(jar.browser.jar[0].value).toBe(encodeURIComponent(plain))
  expect(said.request.mistake.message).toBe(`It was ${plain}, or ${encodeURIComponent(plain)}.`)
  expect(visit.browser.jar[0].value).not.toContain('mallory')
})

test('what a path says is taken out of sentences as the shop read it', () => {
  const [, said] = masked(
    { kind: 'request', request: { path: '/search?q=two+dark+secrets&x=more%20of%20them' } },
    { kind: 'request', request: { mistake: { message: 'No “two dark secrets”, no “more of them”.' } } },
  )
  expect(said.request.mistake.message).not.toMatch(/dark|more/)
})

test('a signed cookie is still one', () => {
  expect(become('cookie', `s:${ID}.signature0123456`)).toMatch(/^s:[\w-]{24}\.[a-z]{9}\d{7}$/)
})

test('what is only told later is taken out of what was said before', () => {
  const [said, later] = masked(
    { kind: 'request', request: { mistake: { message: 'Mallory was here' } } },
    { kind: 'browser-changed', browser: { name: 'Mallory' } },
  )
  expect(said.request.mistake.message).toBe(`${later.browser.name} was here`)
  expect(later.browser.name).not.toBe('Mallory')
})

test('names that a state alone tells are taken out of the sentences of events', () => {
  const masking = new Masking()
  const state = { browsers: [{ id: 'browser:mallory', name: 'Mallory' }] } as unknown as Snapshot
  const event = { kind: 'request', request: { mistake: { message: 'Mallory was here' } } } as unknown as LogEvent
  masking.learn(event)
  masking.learn(state)
  const said = (masking.event(event) as Parts).request.mistake.message
  expect(said).toBe(`${masking.state(state).browsers[0]?.name} was here`)
  expect(said).not.toContain('Mallory')
})

test('a place on this machine, and one that is none', () => {
  const folder = (dataFolder: string) => new Masking().state({ launch: { dataFolder } } as unknown as Snapshot).launch.dataFolder
  expect(folder('/srv/mallory')).not.toContain('mallory')
  expect(folder('D:\\mallory')).not.toContain('mallory')
  expect([folder('/'), folder('sessions')]).toEqual(['/', 'sessions'])
})

test('a parameter is masked by its name', () => {
  for (const key of ['path', 'folder', 'file']) {
    expect(param(key, '/srv/mallory')).not.toContain('mallory')
    expect(param(key, 'sessions')).toBe('sessions')
  }
  for (const key of ['place', 'host']) expect(param(key, 'db.mallory.example:27017')).toMatch(/^[a-z.]+:27017$/)
  for (const key of ['place', 'host', 'account']) expect(param(key, 'mallory')).not.toBe('mallory')
  expect(param('account', 'Alice')).toBe('Alice')
  expect(param('reason', 'It failed in /home/mallory.')).toMatch(/^It failed in \/home\/[a-z]{7}\.$/)
})

describe('a session’s document', () => {
  test('keeps its numbers, its dates and the shop’s own words and keys; all else is of the same form', () => {
    const kept = {
      cart: [{ id: BOOK?.id, price: 19.5, quantity: 2 }],
      isLoggedIn: true,
      name: 'Alice',
      cookie: { expires: '2026-10-21T07:28:00.000Z', originalMaxAge: null, _expires: '-12.5', createdAt: '2026-10-21 07:28:00' },
      0: 'Bob',
    }
    expect(documentOf(kept)).toEqual(kept)
    const found = documentOf({ mallory: ['letmein', { inner: 7 }] })
    const [[key, [text, inner]]] = Object.entries<Parts>(found) as [[string, Parts]]
    expect([formOf(key), formOf(text), Object.values(inner)]).toEqual(['aaaaaaa', 'aaaaaaa', [7]])
    expect(JSON.stringify(found)).not.toMatch(/mallory|letmein|inner/)
  })

  test('digits that somebody typed are not taken for one that the shop wrote', () => {
    const found = documentOf({ name: '5550123', user: '5550124', id: '5550125', mallory: '4111111', expires: '1798761600' })
    expect(JSON.stringify(found)).not.toMatch(/555012[345]|4111111/)
    expect([formOf(found.name), found.expires]).toEqual(['0000000', '1798761600'])
  })

  test('is one as a text too, and what only looks like one is a text', () => {
    expect(documentOf('{"name":"Mallory","id":"Alice"}')).toMatch(/^\{"name":"[A-Z][a-z]{6}","id":"Alice"\}$/)
    expect(documentOf('{"name":"Mallory"}')).not.toContain('Mallory')
    for (const text of ['{mallory', '"mallory"', '[null']) expect(formOf(documentOf(text))).toBe(formOf(text))
    for (const text of ['{mallory', '"mallory"']) expect(documentOf(text)).not.toContain('mallory')
  })

  test('the ID in it is the one that stands elsewhere, also within a text', () => {
    for (const key of ['_id', 'sid', 'session_id']) {
      const [read, said] = masked(
        { kind: 'document-read', sessionId: '', stored: { document: { [key]: ID } } },
        { kind: 'request', request: { mistake: { message: `a${ID}b` } } },
      )
      expect(said.request.mistake.message).toBe(`a${read.stored.document[key]}b`)
      expect(read.stored.document[key]).not.toBe(ID)
    }
  })

  test('what the shop says in it is a sentence', () => {
    expect(documentOf({ flash: 'Put into the cart.' })).toEqual({ flash: 'Put into the cart.' })
    expect(documentOf({ title: 'Put into the cart.' })).not.toEqual({ title: 'Put into the cart.' })
  })
})
