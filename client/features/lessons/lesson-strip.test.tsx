import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureCurriculum, openAt } from '../../test/fixture-lesson.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { LessonStrip } from './lesson-strip.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('lesson')
})
afterEach(() => {
  cleanup()
  curriculumStore.setState({ curriculum: null, problem: null })
})
const at = (step: number) => act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson: openAt(step) } }))

test('while the lessons are folded away: which step it is, how much of it was seen, that one is done, and the way back', () => {
  curriculumStore.setState({ curriculum: fixtureCurriculum, problem: null })
  at(0)
  const onOpen = vi.fn()
  render(<LessonStrip onOpen={onOpen} />)
  const strip = screen.getByRole('button')
  expect(strip.textContent).toBe('The claim ticket1 of 4: Open the shop0 of 1 done')
  at(1)
  expect(strip.textContent).toBe('✓ “Open the shop” is done2 of 4: Before you look0 of 1 done')
  at(4)
  expect(strip.textContent).toBe('✓ “Assemble” is doneThat was the whole lesson.')
  fireEvent.click(strip)
  expect(onOpen).toHaveBeenCalledOnce()
})

test('without a lesson it names the lessons', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson: null } })
  render(<LessonStrip onOpen={() => undefined} />)
  expect(screen.getByRole('button', { name: 'Lessons' })).toBeTruthy()
})
