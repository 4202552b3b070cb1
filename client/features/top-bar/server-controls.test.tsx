import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import { setUpTexts } from '../../i18n/index.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureCurriculum, fixtureLesson, openAt } from '../../test/fixture-lesson.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { prepareDom } from '../../test/prepare-dom.js'
import { RunningShop } from './running-shop.js'
import { ServerControls } from './server-controls.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: null }
  },
}))

prepareDom()
beforeAll(() => setUpTexts('en'))
afterEach(() => {
  sent.length = 0
})

type Over = Partial<typeof fixtureSnapshot>
const calm: Over = { crowd: { running: null, finished: [] } }
function given(over: Over = {}, phase: 'live' | 'lost' = 'live') {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...calm, ...over }, connection: { phase, since: 0, obstacle: null } })
}
const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })))

describe('Kill', () => {
  test('asks where sessions would be lost, says how many, and kills only then', async () => {
    given({ store: { ...fixtureSnapshot.store, active: 'memory', sessionCount: 3 } })
    render(<ServerControls />)
    await press('Kill')
    expect(sent).toEqual([])
    const dialog = within(screen.getByRole('dialog', { name: 'Kill the lesson server' }))
    expect(dialog.getByText(/3 sessions end with it/)).toBeTruthy()
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Kill' })))
    expect(sent).toEqual([{ type: 'server:kill' }])
  })
  test('does not ask where nothing would be lost', async () => {
    given({ store: { ...fixtureSnapshot.store, active: 'mongodb', sessionCount: 3 } })
    render(<ServerControls />)
    await press('Kill')
    expect(sent).toEqual([{ type: 'server:kill' }])
  })
  test('says the same as Restart', async () => {
    given({ store: { ...fixtureSnapshot.store, active: 'mongodb', elsewhere: { memory: 2 } } })
    render(<ServerControls />)
    await press('Restart')
    // The form is fetched when it is opened, which takes its time on a busy machine.
    expect(await screen.findByText(/2 sessions that stayed in Memory end with it/, {}, { timeout: 20_000 })).toBeTruthy()
  })
})

describe('the state of the lesson server', () => {
  test('is known only while the sandbox answers', () => {
    given()
    const { rerender } = render(<ServerControls />)
    expect(screen.getByText('running')).toBeTruthy()
    act(() => given({}, 'lost'))
    rerender(<ServerControls />)
    expect(screen.queryByText('running')).toBeNull()
    expect(screen.getByText('not known')).toBeTruthy()
  })
})

describe('the shop that runs', () => {
  test('another than the textbook’s is named in the bar, with the way back; the textbook’s is not', async () => {
    given()
    const { container } = render(<RunningShop />)
    expect(container.textContent).toBe('')
    act(() => given({ instances: { a: { ...fixtureInstance, shop: 'cart-in-app-locals' } } }))
    expect(screen.getByText('cart in app.locals')).toBeTruthy()
    await press('Back to the textbook’s shop')
    expect(sent).toEqual([{ type: 'server:shop', shop: 'standard' }])
  })

  test('the textbook’s is named as well while a lesson is about which shop runs', () => {
    const lesson = { ...fixtureLesson, steps: fixtureLesson.steps.map((step) => ({ ...step, solution: ['server:shop'] as const })) }
    curriculumStore.setState({ curriculum: { ...fixtureCurriculum, lessons: [lesson] } })
    given({ lesson: openAt(0) })
    const { container } = render(<RunningShop />)
    expect(container.textContent).toBe('shop: the textbook')
    curriculumStore.setState({ curriculum: null })
  })
})
