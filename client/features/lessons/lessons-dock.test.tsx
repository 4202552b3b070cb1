import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import i18next from 'i18next'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OpenLesson } from '../../../server/protocol/lessons.js'
import { forgetClock, hearClock } from '../../clock.js'
import { loadTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { progressStore } from '../../state/lesson-progress.js'
import { writeProgress } from '../../state/lesson-progress-file.js'
import { fixtureCurriculum, openAt } from '../../test/fixture-lesson.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { prepareDom } from '../../test/prepare-dom.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { Glossary } from './glossary.js'
import { LessonsCrumb } from './lessons-crumb.js'
import { LessonsDock } from './lessons-dock.js'
import { openingStore } from './opening.js'

// The sandbox's end of the socket.
prepareDom()

vi.mock('../../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: true, value: { seq: 0 } })) }))
const sent = () => vi.mocked(send).mock.calls.map(([command]) => command)

async function show(lesson: OpenLesson | null, over: Partial<typeof fixtureSnapshot> = {}) {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson, ...over } })
  const shown = render(
    <Glossary>
      <LessonsCrumb />
      <LessonsDock sandbox={<p>the free sandbox</p>} isDrawer={() => false} onCloseDrawer={() => {}} />
    </Glossary>,
  )
  // What is shown in the lessons' place is fetched then.
  await act(async () => {
    await Promise.all([import('./open-lesson.js'), import('./cheat-sheet.js'), import('./lesson-list.js'), import('./lesson-cover.js')])
    await Promise.all([import('./unknown-lesson.js'), loadLaterTexts('checks', 'lesson')])
  })
  return shown
}
const nothingToLose = { crowd: { running: null, finished: [] }, store: { ...fixtureSnapshot.store, sessionCount: 0 } }

beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  localStorage.clear()
  location.hash = ''
  vi.mocked(send).mockClear()
  curriculumStore.setState({ curriculum: fixtureCurriculum, problem: null })
  progressStore.setState({ progress: {}, saved: true })
  openingStore.setState({ id: null, failed: null })
})
afterEach(async () => {
  cleanup()
  await i18next.changeLanguage('en')
})

describe('where the reader is', () => {
  it('the first visit has two doors', async () => {
    await show(null)
    expect(screen.getByRole('link', { name: /Begin with lesson 1 HTTP forgets/ }).getAttribute('href')).toBe('#/lessons/01-http-forgets')
    fireEvent.click(screen.getByRole('link', { name: /The free sandbox/ }))
    expect(localStorage.getItem('sessionscope:door')).toBe('sandbox')
  })

  it('whoever comes back in the middle of a lesson is at the step in progress; one that begins is read from its title on', async () => {
    const scrolled = vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(() => {})
    await show(openAt(0))
    expect(scrolled).not.toHaveBeenCalled()
    cleanup()
    await show(openAt(1))
    expect(scrolled.mock.contexts.map((each) => (each as Element).getAttribute('aria-current'))).toEqual(['step'])
    expect(scrolled.mock.calls[0]?.[0]).toMatchObject({ behavior: 'instant' })
    scrolled.mockRestore()
  })

  it('the free sandbox stays one click away, and the way back is there', async () => {
    location.hash = '#/sandbox'
    await show(openAt(0))
    expect(screen.getByText('the free sandbox')).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Back to it' }).getAttribute('href')).toBe('#/lessons/02-the-claim-ticket')
  })

  it('a link to an unknown lesson says so, without running what it holds', async () => {
    location.hash = '#/lessons/%3Cimg%20src%3Dx%3E'
    await show(null)
    expect(screen.getByText(/Nothing is called “<img src=x>” here/)).toBeTruthy()
    expect(document.querySelector('img')).toBeNull()
    expect(sent()).toEqual([])
  })

  it('a broken lesson is told by file and line', async () => {
    location.hash = '#/lessons/04-broken'
    await show(null)
    expect(screen.getByText('04-broken/lesson.yml:7')).toBeTruthy()
  })

  it('the list has every lesson, what was done, and the broken ones', async () => {
    location.hash = '#/lessons'
    progressStore.setState({
      progress: { '01-http-forgets': { steps: ['visit'], finishedAt: 1 }, '02-the-claim-ticket': { steps: ['visit'], finishedAt: null } },
    })
    await show(null)
    expect(screen.getByRole('link', { name: 'HTTP forgets (done)' })).toBeTruthy()
    expect(screen.getByText(/1 of 4 steps/)).toBeTruthy()
    expect(screen.getByText('1 lesson could not be read')).toBeTruthy()
    expect(screen.getByText('Go on with lesson 2, step 2')).toBeTruthy()
  })
})

describe('opening a lesson', () => {
  it('begins at once by its link where nothing can be lost', async () => {
    location.hash = '#/lessons/01-http-forgets'
    await show(null, nothingToLose)
    await waitFor(() => expect(sent()).toEqual([{ type: 'lesson:open', lesson: '01-http-forgets' }]))
  })

  it('asks first where sessions and a crowd would go', async () => {
    location.hash = '#/lessons/02-the-claim-ticket'
    await show(null)
    fireEvent.click(screen.getByRole('button', { name: 'Begin' }))
    const dialog = screen.getByRole('dialog')
    expect(dialog.textContent).toMatch(/10.003 sessions in MongoDB/)
    expect(dialog.textContent).toMatch(/the crowd that is coming in/)
    expect(sent()).toEqual([])
    fireEvent.click(within(dialog).getByRole('button', { name: 'Begin' }))
    await waitFor(() => expect(sent()).toEqual([{ type: 'lesson:open', lesson: '02-the-claim-ticket' }]))
  })

  it('says what it met when it could not be set up', async () => {
    vi.mocked(send).mockResolvedValueOnce({ ok: false, problem: { code: 'unknown-store', message: '', params: { store: 'x' } } })
    location.hash = '#/lessons/02-the-claim-ticket'
    await show(null)
    fireEvent.click(screen.getByRole('button', { name: 'Begin' }))
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Begin' }))
    expect((await screen.findByRole('alert')).textContent).toMatch(/There is no store called “x”/)
  })

  it('offers to go on after a restart, and is honest about the start', async () => {
    progressStore.setState({ progress: { '02-the-claim-ticket': { steps: ['visit', 'guess'], finishedAt: null } } })
    location.hash = '#/lessons/02-the-claim-ticket'
    await show(null, nothingToLose)
    expect(screen.getByRole('button', { name: 'Go on with lesson 2, step 3' })).toBeTruthy()
    expect(screen.getByText(/the lesson runs from its first step/)).toBeTruthy()
    expect(sent()).toEqual([])
  })

  it('starts over only after asking', async () => {
    await show(openAt(1))
    fireEvent.click(screen.getByRole('button', { name: 'Start over' }))
    expect(sent()).toEqual([])
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Start over' }))
    await waitFor(() => expect(sent()).toEqual([{ type: 'lesson:start-over' }]))
  })

  it('is left with one click', async () => {
    await show(openAt(1))
    fireEvent.click(screen.getByRole('button', { name: 'Leave the lesson' }))
    await waitFor(() => expect(sent()).toEqual([{ type: 'lesson:close' }]))
    expect(location.hash).toBe('#/sandbox')
  })
})

describe('a step', () => {
  it('is a list to tick off, with what was seen of each line, in the language of the page', async () => {
    const sessions = { of: 'sandbox', name: 'store.sessions' } as const
    const wanted = { code: 'facts-wanted', params: { facts: [{ fact: sessions, wanted: 0 }] }, message: '' } as const
    const seen = { code: 'facts-seen', params: { facts: [{ fact: sessions, value: 12_345 }] }, message: '' } as const
    const [request] = openAt(0).verdict?.lines ?? []
    const lines = [...(request ? [{ ...request, state: 'done' as const }] : []), { state: 'wrong' as const, wanted, seen, dueAt: null }]
    await show(openAt(0, { verdict: { passed: false, expected: [], observed: [], lines } }))
    const list = screen.getByRole('list', { name: 'What this step waits for' })
    const said = () =>
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent)
    expect(said()).toEqual(['a request GET / (done)', 'sessions in the store: 0 (not as it should be)Seen 12\u202f345'])
    expect(screen.getByText('1 of 2 done').getAttribute('role')).toBe('status')
    await loadTexts('pt-BR')
    await act(() => i18next.changeLanguage('pt-BR'))
    expect(said()).toEqual(['uma requisição GET / (feito)', 'sessions no store: 0 (não está como deveria)Visto 12.345'])
  })

  it('counts down to what comes by itself', async () => {
    hearClock(1_000_000)
    const [line] = openAt(0).verdict?.lines ?? []
    const lines = line ? [{ ...line, dueAt: 1_000_000 + 24_000 }] : []
    await show(openAt(0, { verdict: { passed: false, expected: [], observed: [], lines } }))
    expect(screen.getByText(/^in 2[34]\ss at most$/)).toBeTruthy()
    forgetClock()
  })

  it('opens hints one by one', async () => {
    const view = await show(openAt(0))
    expect(screen.queryByText('First hint')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Hint 1 of 3' }))
    expect(sent()).toEqual([{ type: 'lesson:hint' }])
    view.unmount()
    await show(openAt(0, { hints: { visit: 3 } }))
    expect(screen.getByText('Third hint')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^Hint/ })).toBeNull()
  })

  it('folds to what was seen when it is done', async () => {
    await show(openAt(1))
    expect(screen.getByText('Seen in visit.')).toBeTruthy()
    expect(screen.getByText(/Body of visit/).closest('details')?.open).toBe(false)
    expect(screen.getByRole('listitem', { current: 'step' }).textContent).toMatch(/Before you look/)
  })

  it('keeps what was sorted and assembled to read again', async () => {
    const answers = { sort: 'cart:session,theme:cookie', assemble: 'store,use' }
    await show(openAt(4, { answers }))
    const session = screen.getByText('the session').parentElement
    expect(session?.textContent).toBe('the sessionThe cart One visitor’s own.')
    expect(document.querySelector('pre')?.textContent).toBe('const store = new Store()\napp.use(session({ store }))\n')
  })

  it('shows the solution, says what is replayed, and can be stopped', async () => {
    const view = await show(openAt(0))
    fireEvent.click(screen.getByRole('button', { name: 'Show me' }))
    view.unmount()
    await show(openAt(0, { showing: { command: 'browser:forget-cookies', index: 0, total: 2 } }))
    expect(screen.getByText(/the browser forgets its cookies/).closest('[role=status]')?.textContent).toMatch(/\(1 of 2\)/)
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }))
    expect(sent()).toEqual([{ type: 'lesson:show-me' }, { type: 'lesson:stop-showing' }])
  })

  it('brings what is shown into sight with the list above it, once more when that says what was seen', async () => {
    const scrolled = vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(() => {})
    const at = openAt(0, { showing: { command: 'crowd:start', index: 0, total: 1 } })
    await show(at)
    const ends = () => scrolled.mock.contexts.filter((each) => each instanceof HTMLSpanElement).length
    expect(ends()).toBe(1)
    const seen = { code: 'no-request-yet', params: {}, message: 'no request yet' } as const
    const see = (message: string) => {
      const verdict = at.verdict && { ...at.verdict, lines: at.verdict.lines.map((line) => ({ ...line, seen: { ...seen, message } })) }
      act(() => dashboardStore.setState(({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, lesson: { ...at, verdict } } })))
    }
    see('one')
    expect(ends()).toBe(2)
    // Other words take no more room: whoever has scrolled elsewhere stays there.
    see('two')
    expect(ends()).toBe(2)
    scrolled.mockRestore()
  })

  it('asks for a prediction, and replies when it is done', async () => {
    const view = await show(openAt(1))
    expect(screen.queryByRole('list', { name: 'What this step waits for' })).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'No' }))
    expect(sent()).toEqual([{ type: 'lesson:answer', answer: 'no' }])
    view.unmount()
    await show(openAt(2, { answers: { guess: 'no' } }))
    expect(screen.getByText('You said: “No”')).toBeTruthy()
    expect(screen.getByText('So it is.')).toBeTruthy()
  })

  it('leaves what was asked where it was read once it is done, answers included, and folds it for who comes back', async () => {
    const view = await show(openAt(1))
    const answers = { answers: { guess: 'no' } }
    act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson: openAt(2, answers) } }))
    expect(screen.getByText('Seen in guess.')).toBeTruthy()
    expect(screen.getByText('Body of guess', { exact: false }).closest('details')).toBeNull()
    expect(document.querySelector('[data-chosen]')?.textContent).toBe('No')
    view.unmount()
    await show(openAt(2, answers))
    expect(screen.getByText('Body of guess', { exact: false }).closest('details')?.open).toBe(false)
    expect(document.querySelector('[data-chosen]')).toBeNull()
  })

  it('has cards sorted, and marks those that belong elsewhere until they are moved', async () => {
    const view = await show(openAt(2))
    const card = (name: string) => within(screen.getByRole('group', { name }))
    fireEvent.click(card('The theme').getByRole('radio', { name: 'a cookie' }))
    fireEvent.click(screen.getByRole('button', { name: 'Check' }))
    expect(sent()).toEqual([])
    fireEvent.click(card('The cart').getByRole('radio', { name: 'a cookie' }))
    fireEvent.click(screen.getByRole('button', { name: 'Check' }))
    expect(sent()).toEqual([{ type: 'lesson:answer', answer: 'cart:cookie,theme:cookie' }])
    view.unmount()
    await show(openAt(2, { answers: { sort: 'cart:cookie,theme:cookie' }, wrong: ['cart'] }))
    expect(card('The cart').getByText('Look at this one again')).toBeTruthy()
    expect(card('The theme').getByText('✓ fits')).toBeTruthy()
    fireEvent.click(card('The cart').getByRole('radio', { name: 'the session' }))
    expect(screen.queryByText('Look at this one again')).toBeNull()
  })

  it('has lines put into order by their buttons', async () => {
    await show(openAt(3))
    fireEvent.click(screen.getByRole('button', { name: 'Up: app.use(session({ store }))' }))
    fireEvent.click(screen.getByRole('button', { name: 'Down: app.use(session({ store }))' }))
    expect(screen.getByText('Now line 2 of 2')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Check' }))
    expect(sent()).toEqual([{ type: 'lesson:answer', answer: 'store,use' }])
  })

  it('ends with the reader’s own app, and the next lesson begins with one click where only what this one left would go', async () => {
    await show(openAt(4), { crowd: nothingToLose.crowd, store: { ...fixtureSnapshot.store, active: 'memory', sessionCount: 5, elsewhere: {} } })
    expect(screen.getByRole('heading', { name: 'In your own app' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: /Sealed, not secret/ }))
    await waitFor(() => expect(sent()).toContainEqual({ type: 'lesson:open', lesson: '03-sealed-not-secret' }))
    expect(document.querySelector('dialog[open]')).toBeNull()
  })

  it('asks before the next lesson where a crowd would be cut off', async () => {
    await show(openAt(4))
    fireEvent.click(screen.getByRole('button', { name: /Sealed, not secret/ }))
    expect(document.querySelector('dialog[open]')).not.toBeNull()
    expect(sent()).toEqual([])
  })

  it('the last one sums up, and its quiz points back to the step', async () => {
    const last = fixtureCurriculum.lessons.at(-1)
    await show({ ...openAt(4), lesson: last?.id ?? '' })
    expect(screen.getByRole('heading', { name: 'What you can explain now' })).toBeTruthy()
    expect(screen.getAllByText('A question?')).toHaveLength(fixtureCurriculum.lessons.length)
    fireEvent.click(screen.getByRole('button', { name: 'In the cookie' }))
    const link = screen.getByRole('link', { name: /^Lesson 2: / })
    expect(link.getAttribute('href')).toBe('#/lessons/02-the-claim-ticket/visit')
    expect(screen.getByText('0 of 1 right')).toBeTruthy()
    expect(screen.queryByText('The cookie holds an id.')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'In the store' }))
    expect(screen.getByText('1 of 1 right')).toBeTruthy()
    expect(screen.getByText('The cookie holds an id.')).toBeTruthy()
  })
})

describe('reading again', () => {
  const finished = { progress: { '02-the-claim-ticket': { steps: ['visit', 'guess', 'sort', 'assemble'], finishedAt: 1 } }, saved: true }

  it('a finished lesson shows its steps, and sets nothing up', async () => {
    progressStore.setState(finished)
    location.hash = '#/lessons/02-the-claim-ticket'
    await show(null)
    const reading = screen.getByRole('region', { name: 'Read it again' })
    expect(within(reading).getByText(/Body of visit/)).toBeTruthy()
    expect(within(reading).getByText('So it is.')).toBeTruthy()
    const cart = within(reading).getByText('The cart', { exact: false }).closest('dd')
    expect(cart?.textContent).toMatch(/One visitor’s own\./)
    expect(cart?.closest('div')?.querySelector('dt')?.textContent).toBe('the session')
    expect(reading.querySelector('pre')?.textContent).toBe('const store = new Store()\napp.use(session({ store }))\n')
    expect(sent()).toEqual([])
  })

  it('a link to a step opens that one', async () => {
    progressStore.setState(finished)
    location.hash = '#/lessons/02-the-claim-ticket/guess'
    await show(null)
    const open = [...screen.getByRole('region', { name: 'Read it again' }).querySelectorAll('details')].filter((each) => each.open)
    expect(open.map((each) => each.dataset.step)).toEqual(['guess'])
  })

  it('an unfinished one keeps its steps to itself', async () => {
    progressStore.setState({ progress: { '02-the-claim-ticket': { steps: ['visit'], finishedAt: null } }, saved: true })
    location.hash = '#/lessons/02-the-claim-ticket'
    await show(null)
    expect(screen.queryByRole('region', { name: 'Read it again' })).toBeNull()
  })

  it('the cheat sheet holds what every lesson says about one’s own app, once on the page and once for paper', async () => {
    location.hash = '#/cheat-sheet'
    const view = await show(null)
    expect(screen.getAllByText('req.session')).toHaveLength(2 * fixtureCurriculum.lessons.length)
    view.unmount()
    expect(screen.queryByText('req.session')).toBeNull()
  })
})

describe('a word of the glossary', () => {
  it('is explained on focus and on a tap, leads nowhere, and Escape closes it', async () => {
    await show(openAt(0))
    const word = screen.getByRole('link', { name: 'cookie' })
    fireEvent.focus(word)
    const definition = screen.getByRole('tooltip')
    expect(definition.textContent).toMatch(/A small named value/)
    expect(word.getAttribute('aria-describedby')).toBe(definition.id)
    fireEvent.keyDown(document, { key: 'Escape' })
    expect(screen.queryByRole('tooltip')).toBeNull()
    expect(word.hasAttribute('aria-describedby')).toBe(false)
    expect(fireEvent.click(word)).toBe(false)
    expect(screen.getByRole('tooltip')).toBeTruthy()
    expect(location.hash).toBe('')
  })
})

describe('progress as a file', async () => {
  const bringIn = async (text: string) => {
    location.hash = '#/lessons'
    await show(null)
    const input = document.querySelector<HTMLInputElement>('input[type=file]')
    if (!input) throw new Error('there is a field for a file')
    fireEvent.change(input, { target: { files: [new File([text], 'progress.json')] } })
  }

  it('is added to what is here', async () => {
    progressStore.setState({ progress: { '01-http-forgets': { steps: ['visit'], finishedAt: null } } })
    await bringIn(writeProgress({ '02-the-claim-ticket': { steps: ['visit'], finishedAt: 3 } }))
    expect(await screen.findByText('Added: 1 lesson.')).toBeTruthy()
    expect(Object.keys(progressStore.getState().progress)).toEqual(['01-http-forgets', '02-the-claim-ticket'])
  })

  it('loses nothing when the file is none', async () => {
    const progress = { '01-http-forgets': { steps: ['visit'], finishedAt: null } }
    progressStore.setState({ progress })
    await bringIn('<html>')
    expect(await screen.findByText(/That file is no JSON/)).toBeTruthy()
    expect(progressStore.getState().progress).toEqual(progress)
  })
})

it('says that progress is not saved, until it is read', async () => {
  progressStore.setState({ saved: false })
  await show(openAt(0))
  expect(screen.getByText(/your progress is not saved/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText(/your progress is not saved/)).toBeNull()
})
