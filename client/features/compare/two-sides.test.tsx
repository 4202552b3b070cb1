/** What two sides say of each other, and each of its own: where they part, what came of each act, and when what they hold ends. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Side, SideAnswer, SideBySide } from '../../../server/protocol/side-by-side.js'
import { sideAnswer } from '../../../server/test/support/side-answer.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureRun, fixtureSide, visit } from '../../test/fixture-run.js'
import { fixtureOptions, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { TableResult } from './table-result.js'
import { TwoSides } from './two-sides.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('compare', 'way', 'problems')
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(cleanup)

const missing: SideAnswer['decisions'][number] = { kind: 'store', yes: false, reason: 'unknown', sessionId: 'S1' }
/** The same was found, and what came of it was decided otherwise. */
const otherwise = [...sideAnswer(0).decisions, { kind: 'touch', yes: true, reason: 'unchanged' }] as SideAnswer['decisions']
/** Is a stranger now. */
const stranger = (act: number, more: Partial<SideAnswer> = {}) =>
  sideAnswer(act, { greeting: 'Hello, stranger', isLoggedIn: false, session: 'S2', decisions: [missing], ...more })

function show(run: SideBySide) {
  cleanup()
  const { container } = render(<TwoSides run={run} why={({ method, path }) => `why ${method} ${path}.`} />)
  const verdict = container.querySelector('[data-parting]')
  const rows = (side: number) => [...container.querySelectorAll(`[data-side="${side}"] ol > li`)] as HTMLElement[]
  return { container, verdict: [verdict?.getAttribute('data-parting'), verdict?.textContent], rows }
}
const sides = (left: readonly SideAnswer[], right: readonly SideAnswer[], over: Partial<Side['configuration']> = {}) => [
  fixtureSide(left),
  fixtureSide(right, null, over),
]
const two = [sideAnswer(0), sideAnswer(1)]

test('where they part is said above, and in that row; what comes after it is not marked', () => {
  const { verdict, rows } = show(
    fixtureRun(sides([...two, sideAnswer(2), sideAnswer(3)], [sideAnswer(0, { decisions: otherwise }), stranger(1), stranger(2), stranger(3)]), 4),
  )
  expect(verdict).toEqual(['1', 'They part at request 2 of 4.'])
  for (const side of [0, 1]) {
    expect(rows(side).map(({ dataset }) => dataset.part)).toEqual([undefined, 'here', undefined, undefined])
    expect(rows(side).map(({ dataset }) => dataset.difference)).toEqual(['inward', undefined, undefined, undefined])
    expect(rows(side).map(({ textContent }) => textContent?.includes('Here they part.'))).toEqual([false, true, false, false])
  }
  const tone = (side: number) => rows(side).map((row) => row.querySelector('[data-tone]')?.getAttribute('data-tone') ?? null)
  expect([tone(0), tone(1)]).toEqual([
    [null, 'ok', null, null],
    [null, 'bad', null, null],
  ])
})

test('what never parts was decided alike, or otherwise now and then', () => {
  expect(show(fixtureRun(sides(two, two), 2)).verdict).toEqual(['none', 'They never part: the same answers, for the same reasons.'])
  const inward = show(fixtureRun(sides(two, [sideAnswer(0), sideAnswer(1, { decisions: otherwise })]), 2))
  expect(inward.verdict).toEqual(['none', 'They never part: the same answers. Once they were decided otherwise (marked).'])
  expect(inward.rows(1).map(({ dataset }) => dataset.difference)).toEqual([undefined, 'inward'])
})

test('what has not come to its end has not parted so far, or had not when it ended', () => {
  const run = fixtureRun(sides(two, [sideAnswer(0)]), 2)
  expect(show({ ...run, ended: null }).verdict).toEqual(['open', 'They have not parted so far.'])
  const broken = show(run)
  expect(broken.verdict).toEqual(['open', 'They had not parted when it ended, before the last request.'])
  expect(broken.rows(1)[1]?.textContent).toBe('GET /–')
  expect(show({ ...run, ended: null }).rows(1)[1]?.textContent).toBe('GET /…')
  // Complete, but for what went wrong on one side.
  const problem = { code: 'server-away', message: '', params: { state: 'running' } } as const
  expect(show(fixtureRun([fixtureSide(two), fixtureSide(two, problem)], 2)).verdict[0]).toBe('open')
  expect(show(fixtureRun([fixtureSide(two)], 2)).container.textContent).toBe('')
})

test('what is in doubt is said in place of where they part later, and not of where they parted before', () => {
  const untold = sideAnswer(1, { untold: true, decisions: [] })
  const doubtful = show(fixtureRun(sides([...two, sideAnswer(2)], [sideAnswer(0), untold, stranger(2)]), 3))
  expect(doubtful.verdict).toEqual(['doubt', expect.stringMatching(/^Not certain: .* decided at request 2 \(Right\)\./)])
  expect(doubtful.rows(1).map((row) => row.querySelector('[data-doubt]')?.textContent)).toEqual([
    undefined,
    'Nothing was told of it in time: not certain.',
    undefined,
  ])
  expect(doubtful.rows(1).map(({ dataset }) => dataset.part)).toEqual([undefined, undefined, undefined])
  expect(doubtful.rows(0)[1]?.querySelector('[data-doubt]')).toBeNull()
  const left = show(fixtureRun(sides([sideAnswer(0), untold, sideAnswer(2)], [...two, stranger(2)]), 3))
  expect(left.verdict[1]).toContain('(Left)')
  // Both: the first of them.
  const both = show(fixtureRun(sides([...two, { ...untold, act: 2 }], [sideAnswer(0), untold, sideAnswer(2)]), 3))
  expect(both.verdict[1]).toContain('request 2 (Right)')
  const before = show(fixtureRun(sides([...two, sideAnswer(2)], [stranger(0), sideAnswer(1), { ...untold, act: 2 }]), 3))
  expect(before.verdict).toEqual(['0', 'They part at request 1 of 3.'])
  // At the very one at which they part, it is that which is uncertain.
  expect(show(fixtureRun(sides(two, [sideAnswer(0), stranger(1, { untold: true })]), 2)).verdict[0]).toBe('doubt')
})

test('each row says when it came, what came of it, why, and when what is stored ends', () => {
  const acts = [{ ...visit, method: 'POST', path: '/login' } as const, { ...visit, browser: 1 }]
  const left = [
    sideAnswer(0, { atMs: 1_240, status: 302, location: '/', greeting: '', cookie: 'kept', storedLeft: 4_000 }),
    sideAnswer(1, { atMs: 3_000, status: null, greeting: '', cookie: 'refused', storedLeft: -500 }),
  ]
  const right = [sideAnswer(0, { storedLeft: 'none' }), sideAnswer(1, { expiredAgoMs: 900, storedLeft: 4_000 })]
  const { rows } = show(fixtureRun(sides(left, right), 2, { acts, browsers: ['Alice', 'Bob'] }))
  const said = (side: number) => rows(side).map(({ textContent }) => textContent?.replaceAll('\u00a0', ' '))
  expect(said(0)).toEqual([
    '1.2 sPOST /login Alice302 · → / · Set-Cookiewhy POST /login. Ends in 4.0 s. Here they part.',
    expect.stringMatching(/^3\.0 sGET \/ Bobno answer · Set-Cookie refusedwhy GET \/\. It ended 0\.5 s ago, and is still there\./),
  ])
  expect(said(1)).toEqual([
    expect.stringMatching(/^0\.0 sPOST \/login Alice200 · Hello, Alicewhy POST \/login\. *Here they part\.$/),
    expect.stringMatching(/What was stored had ended 0\.9 s before, though the cookie was good\./),
  ])
  // Of one browser, nobody need say which.
  expect(
    show(fixtureRun(sides(two, two), 2))
      .rows(0)[0]
      ?.querySelector('small'),
  ).toBeNull()
})

test('what each side is made of: what differs first and marked, then what most stories hang on', () => {
  const chips = (run: SideBySide) => {
    const { container } = show(run)
    return [0, 1].map((side) =>
      [...container.querySelectorAll(`[data-side="${side}"] ul > li`)].map((chip) => `${chip.hasAttribute('data-differs') ? '!' : ''}${chip.textContent}`),
    )
  }
  const usual = ['store: Memory', 'resave: false', 'rolling: false']
  const [left, right] = chips(
    fixtureRun(
      sides(two, two, { touch: 'withheld', faults: { 'wire-delay': {} }, options: { ...fixtureOptions, maxAgeMs: 5_000, saveUninitialized: true } } as never),
      2,
    ),
  )
  expect(left).toEqual([
    '!touch: as the store has it',
    '!wire to the store: as usual',
    expect.stringMatching(/^!saveUninit/),
    expect.stringMatching(/^!.*maxAge.*not set/),
    ...usual,
  ])
  expect(right?.[0]).toBe('!touch: taken away')
  expect(right?.[1]).not.toBe(left?.[1])
  expect(right?.[3]).toMatch(/maxAge.*5/)
  const [, other] = chips(fixtureRun(sides(two, two, { store: 'gone-by-now', shop: 'unknown-shop' }), 2))
  expect(other?.slice(0, 2)).toEqual(['!store: gone-by-now', '!shop: unknown-shop'])
})

test('on a narrow screen, one side at a time', () => {
  const { container } = show(fixtureRun(sides(two, two), 2))
  const shown = () => [0, 1].map((side) => container.querySelector(`[data-side="${side}"]`)?.hasAttribute('data-shown'))
  expect(shown()).toEqual([true, false])
  fireEvent.click(screen.getByLabelText('Right'))
  expect(shown()).toEqual([false, true])
  expect([...container.querySelectorAll('h3')].map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^Left .*A/),
    expect.stringMatching(/^Right .*B/),
  ])
})

test('the clocks of a side are those of its last act; what has ended did when it was last said to', () => {
  const clocks = (left: readonly SideAnswer[], right: readonly SideAnswer[] = []) => {
    const { container } = show(fixtureRun(sides(left, right), 3))
    return [...container.querySelectorAll<HTMLElement>('[data-side="0"] dl > div')].map((each) => [
      each.textContent?.replaceAll('\u00a0', ' '),
      each.hasAttribute('data-over'),
      each.querySelector('i')?.style.getPropertyValue('--share'),
    ])
  }
  expect(clocks([sideAnswer(0), sideAnswer(1)])).toEqual([])
  expect(clocks([])).toEqual([])
  expect(
    clocks([sideAnswer(0, { atMs: 0, cookieLeft: 4_000, storedLeft: 9_000 }), sideAnswer(1, { atMs: 1_000, cookieLeft: 3_000, storedLeft: 4_000 })]),
  ).toEqual([
    ['cookieends at 4.0 s', false, '80%'],
    ['storedends at 5.0 s', false, '100%'],
  ])
  // One scale for both, and what has come on either side is past.
  expect(clocks([sideAnswer(0, { atMs: 0, cookieLeft: 4_000 })], [sideAnswer(0, { atMs: 5_000, storedLeft: 5_000 })])).toEqual([
    ['cookieended at 4.0 s', true, '40%'],
  ])
  expect(clocks([sideAnswer(0, { atMs: 0, cookieLeft: 4_000 })], [sideAnswer(0, { atMs: 8_000 })])).toEqual([['cookieended at 4.0 s', true, '50%']])
  // At this very moment it ends.
  expect(clocks([sideAnswer(0, { atMs: 1_000, cookieLeft: 0 })])).toEqual([['cookieends at 1.0 s', false, '100%']])
  expect(
    clocks([
      sideAnswer(0, { atMs: 0, cookieLeft: 2_000, storedLeft: 2_000 }),
      stranger(1, { atMs: 3_000, cookieLeft: 'none', storedLeft: 'none', expiredAgoMs: 1_000 }),
    ]),
  ).toEqual([
    ['cookieended at 2.0 s', true, '67%'],
    ['storedended at 2.0 s', true, '67%'],
  ])
})

test('the table says when somebody became a stranger, and opens one story at a time, by what sets it apart', () => {
  const lost = [stranger(0, { atMs: 10 }), sideAnswer(1, { atMs: 900 }), stranger(2, { atMs: 4_800 }), stranger(3, { atMs: 6_400 })]
  const kept = [0, 1, 2, 3].map((act) => sideAnswer(act))
  const run = fixtureRun([fixtureSide(lost), fixtureSide(kept, null, { options: { ...fixtureOptions, rolling: true } })], 4)
  const { container } = render(<TableResult run={run} why={() => null} />)
  const [first, second] = screen.getAllByRole('button')
  expect([first, second].map((each) => each?.textContent?.replaceAll('\u00a0', ' '))).toEqual(['✗ a stranger after 4.8 s', '✓ stays logged in'])
  const cells = () => [...container.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent))
  expect(cells()).toEqual([['rolling: false'], ['rolling: true']])
  const state = () => [[first, second].map((each) => each?.getAttribute('aria-expanded')), container.querySelector('h3 code')?.textContent]
  expect(state()).toEqual([['false', 'false'], undefined])
  fireEvent.click(first as HTMLElement)
  expect(state()).toEqual([['true', 'false'], 'rolling: false'])
  fireEvent.click(second as HTMLElement)
  expect(state()).toEqual([['false', 'true'], 'rolling: true'])
  fireEvent.click(second as HTMLElement)
  expect(state()).toEqual([['false', 'false'], undefined])
})

test('a table that is not certain says in how many rows, with a way to run it again, once it has ended', () => {
  const doubtful = fixtureSide([sideAnswer(0, { untold: true })])
  const said = (ended: SideBySide['ended'], ...all: Side[]) => {
    cleanup()
    return render(<TableResult run={fixtureRun(all, 1, { ended })} why={() => null} />).container.textContent ?? ''
  }
  const done = { at: 1, outcome: 'done' } as const
  expect(said(done, doubtful, fixtureSide([sideAnswer(0)]))).toContain('One row is not certain')
  expect(said(done, doubtful, doubtful)).toContain('2 rows are not certain')
  expect(said(done, fixtureSide([sideAnswer(0)]))).not.toContain('not certain')
  expect(said(null, doubtful)).not.toContain('is not certain:')
})
