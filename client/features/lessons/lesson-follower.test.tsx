import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { EventBody, LogEvent } from '../../../server/protocol/events.js'
import { reduce } from '../../../server/protocol/reduce.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { openAt } from '../../test/fixture-lesson.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { LessonFollower } from './lesson-follower.js'

afterEach(() => {
  cleanup()
  dashboardStore.setState({ selectedBrowser: null })
})

const follow = () => {
  let seq = fixtureSnapshot.seq
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson: openAt(0) }, selectedBrowser: null })
  render(<LessonFollower />)
  return {
    selected: () => dashboardStore.getState().selectedBrowser,
    /** All of it happens between two paintings of the page. */
    happen: (...bodies: EventBody[]) =>
      act(async () => {
        const { snapshot } = dashboardStore.getState()
        const events: LogEvent[] = bodies.map((body) => ({ seq: ++seq, at: 0, instance: null, cause: null, ...body }))
        dashboardStore.setState({ snapshot: events.reduce(reduce, snapshot ?? fixtureSnapshot) })
      }),
  }
}

test('the tab of the browser that acts comes to the front, however quickly the solution was shown', async () => {
  const { happen, selected } = follow()
  await happen(
    { kind: 'solution-shown', showing: { command: 'browser:visit', index: 0, total: 1, browser: 'browser:alice' } },
    { kind: 'solution-shown', showing: null },
  )
  expect(selected()).toBe('browser:alice')
})

test('it comes once for each act, so that the reader may choose another meanwhile', async () => {
  const { happen, selected } = follow()
  await happen({ kind: 'solution-shown', showing: { command: 'browser:visit', index: 0, total: 2, browser: 'browser:alice' } })
  dashboardStore.setState({ selectedBrowser: 'browser:bob' })
  await happen({ kind: 'solution-shown', showing: { command: 'store:clear', index: 1, total: 2 } }, { kind: 'solution-shown', showing: null })
  expect(selected()).toBe('browser:bob')
})
