import { describe, expect, test } from 'vitest'
import { type DocumentView, documentLines } from './document-lines.js'

const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' }
const item = (id: string) => ({ id, quantity: 1 })
const stored = (session: Record<string, unknown>) => ({ _id: 'Jb8K', expires: { $date: '2026-12-06T05:41:10Z' }, session: { cookie, ...session } })
const view = (more: Partial<DocumentView> = {}): DocumentView => ({
  sessionId: 'Jb8K',
  document: stored({ isLoggedIn: true, cart: [item('http')] }),
  previous: undefined,
  cookieOpen: false,
  form: 'bson',
  ...more,
})
const text = (more?: Partial<DocumentView>) =>
  documentLines(view(more)).map(({ depth, tokens }) => '  '.repeat(depth) + tokens.map((token) => token.text).join(''))
const changed = (more: Partial<DocumentView>) =>
  documentLines(view(more))
    .filter((line) => line.changeStarts)
    .map((line) => [line.tokens.map((token) => token.text).join(''), line.change])

describe('documentLines', () => {
  test('prints as drawn: short items on one line, the cookie folded, BSON dates bare', () => {
    expect(text()).toEqual([
      '{',
      '  _id: "Jb8K",',
      '  expires: 2026-12-06T05:41:10Z,',
      '  session: {',
      '    cookie: { originalMaxAge, expires, … },',
      '    isLoggedIn: true,',
      '    cart: [',
      '      { id: "http", quantity: 1 }',
      '    ]',
      '  }',
      '}',
    ])
  })
  test('unfolds the cookie', () => {
    expect(text({ cookieOpen: true }).slice(4, 10)).toEqual([
      '    cookie: {',
      '      originalMaxAge: null,',
      '      expires: null,',
      '      httpOnly: true,',
      '      path: "/"',
      '    },',
    ])
  })
  test('the id is a part of its own, and a date says its instant', () => {
    const lines = documentLines(view())
    expect(lines[1]?.tokens).toContainEqual({ kind: 'id', text: '"Jb8K"' })
    expect(lines[2]?.date).toBe(Date.parse('2026-12-06T05:41:10Z'))
  })
  test('a session in memory is a string under its id', () => {
    const lines = text({ document: { cookie, isLoggedIn: true }, form: 'json-string' })
    expect(lines[0]).toBe('"Jb8K": \'{')
    expect(lines.at(-1)).toBe("}'")
  })
  test('keys that are no plain words are quoted', () => {
    expect(text({ document: { 'a b': 1 } })[1]).toBe('  "a b": 1')
  })
})

describe('changes since the last request', () => {
  test('new, changed and removed are marked once each, at the line that holds them', () => {
    const previous = stored({ isLoggedIn: false, cart: [], flash: 'hi' })
    expect(changed({ previous, document: stored({ isLoggedIn: true, cart: [item('http')], name: 'Ana' }) })).toEqual([
      ['isLoggedIn: true,', 'changed'],
      ['{ id: "http", quantity: 1 }', 'new'],
      ['name: "Ana"', 'new'],
      ['flash: "hi"', 'removed'],
    ])
  })
  test('a change inside the folded cookie or an inline item marks its line', () => {
    const before = { ...stored({}), session: { cookie: { ...cookie, expires: 'x' }, cart: [item('http')] } }
    const after = { ...stored({}), session: { cookie, cart: [{ id: 'http', quantity: 2 }] } }
    expect(changed({ previous: before, document: after }).map(([line]) => line)).toEqual([
      'cookie: { originalMaxAge, expires, … },',
      '{ id: "http", quantity: 2 }',
    ])
  })
  test('everything inside something new is coloured, and only its first line says so', () => {
    const lines = documentLines(view({ previous: stored({ isLoggedIn: true }), document: stored({ isLoggedIn: true, cart: [item('http'), item('cookies')] }) }))
    expect(lines.filter((line) => line.change === 'new')).toHaveLength(4)
    expect(lines.filter((line) => line.changeStarts)).toHaveLength(1)
  })
  test('a document that did not exist is new as a whole', () => {
    expect(changed({ previous: null })).toEqual([['{', 'new']])
  })
  test('nothing to compare with: no marks', () => {
    expect(changed({})).toEqual([])
  })
})
