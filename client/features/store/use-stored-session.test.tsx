import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Snapshot } from '../../../server/protocol/state.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { useStoredSession } from './use-stored-session.js'

afterEach(() => {
  cleanup()
  lookAt(null)
})

const [known] = Object.entries(fixtureSnapshot.focused)
if (known?.[1].stored == null) throw new Error('The fixture follows no session.')
const [id, focused] = known

/** The document of that session is this. */
const having = (stored: typeof focused.stored): Snapshot => ({ ...fixtureSnapshot, focused: { [id]: { ...focused, stored } } })
const there = having(focused.stored)
const gone = having(null)
const nobodyKnows: Snapshot = { ...fixtureSnapshot, focused: {} }

test('in the past a document is as it was at that moment, whatever became of it since', () => {
  dashboardStore.setState({ snapshot: there })
  lookAt({ ...fixtureMoment, snapshot: there, from: there })
  const { result } = renderHook(() => useStoredSession(id))
  const shown = (snapshot: Snapshot, from: Snapshot | null, now: Snapshot) => {
    act(() => {
      dashboardStore.setState({ snapshot: now })
      lookAt({ ...fixtureMoment, snapshot, from, compared: from === null ? 'now' : 'request' })
    })
    return result.current.stored
  }
  expect(shown(there, there, gone)).toEqual(focused.stored)
  // Compared with now: it has gone since, and was there.
  expect(shown(there, null, gone)).toEqual(focused.stored)
  expect(shown(there, null, nobodyKnows)).toEqual(focused.stored)
  expect(shown(gone, null, gone)).toBeNull()
  expect(shown(nobodyKnows, null, gone)).toBe('not-recorded')
  // The request that is looked at took it away.
  expect(shown(gone, there, gone)).toBeNull()
  expect(shown(nobodyKnows, nobodyKnows, gone)).toBe('not-recorded')
})
