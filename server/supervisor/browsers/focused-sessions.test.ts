import { describe, expect, test } from 'vitest'
import type { StoredSession } from '../../protocol/state.js'
import { FocusedSessions } from './focused-sessions.js'

const stored = (document: Readonly<Record<string, unknown>>, form = 'bson'): StoredSession => ({ id: 'A', document, form, bytes: 1, expiresAt: null })
const of = (focused: FocusedSessions) => focused.of(['A']).A

describe('what the last request changed in a document', () => {
  test('a session whose first save was seen is new, whichever of the two arrives first', () => {
    const documentLast = new FocusedSessions()
    documentLast.born('A', 5)
    expect(of(documentLast)).toBeUndefined()
    documentLast.note('A', stored({ cart: [] }), 6)
    expect(of(documentLast)).toMatchObject({ previous: null, changedAt: 6 })

    const documentFirst = new FocusedSessions()
    documentFirst.note('A', stored({ cart: [] }), 4)
    documentFirst.born('A', 5)
    expect(of(documentFirst)).toMatchObject({ previous: null, changedAt: 5 })
  })
  test('a document that is met for the first time, or again after a switch or a restart, has not changed', () => {
    const focused = new FocusedSessions()
    focused.born('A', 5)
    focused.note('A', stored({ cart: [] }), 6)
    focused.forget()
    focused.note('A', stored({ cart: [] }), 7)
    expect(of(focused)).toMatchObject({ previous: null, changedAt: null })
    focused.note('A', stored({ cart: [1] }), 8)
    expect(of(focused)).toMatchObject({ previous: { cart: [] }, changedAt: 8 })
  })
  test('one that comes where there was none is new; one that is kept in another form is not', () => {
    const focused = new FocusedSessions()
    focused.note('A', null, 5)
    focused.note('A', stored({ cart: [] }), 6)
    expect(of(focused)).toMatchObject({ previous: null, changedAt: 6 })
    focused.note('A', stored({ cart: [] }, 'json-string'), 7)
    expect(of(focused)).toMatchObject({ previous: null, changedAt: null })
  })
})
