import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { ComparedFigures, StoreComparison } from '../../../server/protocol/comparison.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { loadTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { showStores } from '../../state/stores-page.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import StoresView from './stores-view.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: { refused: null } }
  },
}))

beforeEach(async () => {
  sent.length = 0
  await setUpTextsAndProblems('en')
  await loadLaterTexts('catalogue', 'stores')
})
afterEach(cleanup)

function show(view: 'which' | 'compare', comparison: StoreComparison | null = null, more: readonly StoreDescription[] = []) {
  showStores(view)
  const store = { ...fixtureSnapshot.store, active: 'memory', switching: null, available: [...fixtureSnapshot.store.available, ...more] }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store, comparison }, carryOver: false })
  render(<StoresView />)
}

describe('which one for me', () => {
  const answer = (...names: readonly string[]) => {
    for (const name of names) fireEvent.click(screen.getByRole('radio', { name }))
  }

  test('counts what is left to answer, then shows what fits, why, and what to know before', async () => {
    show('which')
    expect(screen.getByRole('status').textContent).toContain('5 questions to go.')
    answer('One', 'Yes', 'MongoDB', 'A few milliseconds do')
    expect(screen.getByRole('status').textContent).toContain('1 question to go.')
    answer('The database, by itself')
    const found = within(document.querySelector<HTMLElement>('li[data-store="connect-mongodb-session"]') ?? document.body)
    expect(found.getByText('You have MongoDB already.')).toBeTruthy()
    expect(found.getByText('MongoDB removes what has expired by itself, now and then.')).toBeTruthy()
    expect(found.getByText(/^It broke 5 of \d+ promises/)).toBeTruthy()
    // The one of the fixture's switch is used from here.
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Use it here' })))
    expect(sent).toEqual([{ type: 'store:switch', to: 'mongodb', carryOver: false }])
    fireEvent.click(screen.getByRole('button', { name: 'Begin again' }))
    expect(screen.getByRole('status').textContent).toContain('5 questions to go.')
  })

  test('an arrow leads from one view to the next, and the last to the first', () => {
    show('which')
    const tab = (name: string) => screen.getByRole('tab', { name })
    fireEvent.keyDown(tab('Which one for me?'), { key: 'ArrowRight' })
    expect(document.activeElement).toBe(tab('The same crowd on each'))
    fireEvent.keyDown(tab('The same crowd on each'), { key: 'ArrowRight' })
    expect(tab('All stores').getAttribute('aria-selected')).toBe('true')
    expect(tab('All stores').tabIndex).toBe(0)
  })

  test('the words follow when the page changes its language', async () => {
    show('which')
    await act(async () => {
      const { default: i18next } = await import('i18next')
      await loadTexts('pt-BR')
      await i18next.changeLanguage('pt-BR')
    })
    expect(screen.getByText('Faltam 5 perguntas.')).toBeTruthy()
  })
})

describe('the same crowd on each', () => {
  const figures: ComparedFigures = {
    get: { count: 600, medianMs: 0.2, p95Ms: 1 },
    set: { count: 900, medianMs: 0.4, p95Ms: 2 },
    appBytes: 1_400,
    outsideBytes: 0,
    survived: { asked: 20, found: 0 },
    shared: { asked: 20, found: 0 },
  }
  const mongodb: ComparedFigures = { ...figures, appBytes: 40, outsideBytes: 1_200, survived: { asked: 20, found: 20 }, shared: { asked: 20, found: 7 } }
  const asks = { code: 'ask-first', message: '', params: { store: 'Redis', place: '127.0.0.1:6379', why: 'only-own-part' } } as const
  const comparison: StoreComparison = {
    visitors: 300,
    stores: ['memory', 'mongodb', 'redis'],
    startedAt: 1,
    ended: { at: 2, outcome: 'done' },
    step: null,
    rows: [
      { store: 'memory', problem: null, figures },
      { store: 'mongodb', problem: null, figures: mongodb },
      { store: 'redis', problem: asks, figures: null },
    ],
  }

  test('is begun with a button, and says whose turn it is, with a way out', async () => {
    show('compare')
    fireEvent.click(screen.getByRole('button', { name: 'Let the crowd in on each' }))
    cleanup()
    show('compare', { ...comparison, ended: null, rows: comparison.rows.slice(0, 1), step: { store: 'mongodb', phase: 'crowd', done: 120 } })
    expect(screen.getByRole('progressbar', { name: '1 of 3 stores' })).toBeTruthy()
    expect(screen.getByRole('status').textContent).toContain('MongoDB: 120 of 300 visitors have been there')
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Cancel' })))
    expect(sent).toEqual([{ type: 'stores:compare', allowFound: false }, { type: 'stores:cancel-comparison' }])
  })

  test('a row a store: times, bytes on both sides, what survived and what is shared; noise is none', () => {
    show('compare', comparison)
    const cells = (kind: string) => [...document.querySelectorAll(`[data-compared="${kind}"] td`)].map((cell) => cell.textContent?.replaceAll(/\s/g, ' '))
    expect(cells('memory')).toEqual(['0.2 ms', '0.4 ms', '1.4 KB', 'nothing', '✗ gone', '✗ sees none'])
    expect(cells('mongodb')).toEqual(['0.2 ms', '0.4 ms', 'about 0', '1.2 KB', '✓ all there', '± sees 7 of 20'])
    const shares = [...document.querySelectorAll<HTMLElement>('[data-compared="memory"] i[style]')].map((bar) => bar.style.getPropertyValue('--share'))
    expect(shares.filter((share) => share !== '')).toEqual(['50%', '100%', '100%', '0%'])
  })

  test('of a store that writes now and then only, why what was new is gone is said; of one that keeps nothing it goes without saying', async () => {
    const [memory] = fixtureSnapshot.store.available
    if (memory === undefined) throw new Error('The fixture has no store.')
    const capabilities = { ...memory.capabilities, survivesRestart: true, losesLastMs: 5_000 }
    const rows = [...comparison.rows, { store: 'slow', problem: null, figures }, { store: 'quick', problem: null, figures: mongodb }]
    show('compare', { ...comparison, rows }, [
      { ...memory, kind: 'slow', capabilities },
      { ...memory, kind: 'quick', capabilities },
    ])
    const survived = (kind: string) => document.querySelector(`[data-compared="${kind}"] td:nth-of-type(5)`)?.textContent
    expect(survived('slow')).toBe('✗ goneIt writes only every 5 s, and ended sooner. What is older than that is there again.')
    expect(survived('quick')).toBe('✓ all there')
    expect(survived('memory')).toBe('✗ gone')
  })

  test('what was found is used only after a yes', async () => {
    show('compare', comparison)
    expect(document.querySelector('[data-refused="redis"]')?.textContent).toMatch(/may hold somebody’s data/)
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Use what was found, too' })))
    expect(sent).toEqual([{ type: 'stores:compare', allowFound: true }])
  })
})
