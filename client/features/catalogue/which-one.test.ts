import { describe, expect, test } from 'vitest'
import entries from '../../../catalogue/stores.json'
import type { CatalogueEntry } from '../../../server/protocol/store-catalogue.js'
import { describeStores } from '../../../server/supervisor/store-list.js'
import { type Answers, CAVEATS, type Caveat, DATABASES, QUESTIONS, REASONS, type Reason, type Suggestion, whichOne } from './which-one.js'

const catalogue = entries as unknown as readonly CatalogueEntry[]
const stores = describeStores()
const suggest = (answers: Answers) => whichOne(answers, catalogue, stores)

const EVERY: readonly Answers[] = QUESTIONS.processes.flatMap((processes) =>
  QUESTIONS.restart.flatMap((restart) =>
    QUESTIONS.there.flatMap((there) => QUESTIONS.speed.flatMap((speed) => QUESTIONS.sweeper.map((sweeper) => ({ processes, restart, there, speed, sweeper })))),
  ),
)

/** Asked of the data anew, and not of what the function made of it. */
const isServer = ({ entry }: Suggestion) => (DATABASES as readonly string[]).includes(entry.family)
const brokenOf = ({ entry }: Suggestion) => Object.values(entry.contract).filter((result) => Array.isArray(result)).length
const capabilitiesOf = ({ entry }: Suggestion) => stores.find(({ kind }) => kind === entry.runsHere)?.capabilities
const kept = ({ entry }: Suggestion, point: 'restart' | 'two-processes') => entry.contract[point] === 'kept'
const TRUE: Readonly<Record<Reason | Caveat, (suggestion: Suggestion, answers: Answers) => boolean>> = {
  'your-database': ({ entry }, { there }) => entry.family === there,
  'no-server': (suggestion) => !isServer(suggestion),
  shared: (suggestion) => kept(suggestion, 'two-processes') && capabilitiesOf(suggestion)?.shared !== false,
  survives: (suggestion) => kept(suggestion, 'restart') && capabilitiesOf(suggestion)?.survivesRestart !== false,
  'in-heap': (suggestion) => suggestion.entry.family === 'memory' && capabilitiesOf(suggestion)?.inHeap !== false,
  'in-memory-server': ({ entry }) => ['redis', 'memcached'].includes(entry.family),
  'sweeps-ttl': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'ttl',
  'sweeps-database': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'sweeper',
  'sweeps-app': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'app-sweeper',
  'keeps-all': (suggestion) => brokenOf(suggestion) === 0,
  'another-server': (suggestion, { there }) => isServer(suggestion) && suggestion.entry.family !== there,
  'ends-with-app': (suggestion) => !kept(suggestion, 'restart'),
  'one-process': (suggestion) => !kept(suggestion, 'two-processes'),
  'one-machine': ({ entry }, { processes }) => processes === 'several' && ['files', 'sqlite'].includes(entry.family),
  'from-disk': ({ entry }) => ['files', 'sqlite'].includes(entry.family),
  'over-the-network': (suggestion) => isServer(suggestion) && capabilitiesOf(suggestion)?.inHeap !== true,
  'timer-in-app': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'app-sweeper',
  'on-read-only': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'on-read',
  'never-swept': (suggestion) => capabilitiesOf(suggestion)?.expiry === 'never',
  'no-touch': ({ entry }) => Array.isArray(entry.contract['touch-moves']),
  broke: (suggestion) => brokenOf(suggestion) > 0,
  'not-here': (suggestion) => capabilitiesOf(suggestion) === undefined,
  old: ({ entry }) => entry.released !== null && new Date(entry.released.date).getUTCFullYear() < 2022,
}

describe('which store', () => {
  test('every combination of answers leads to two or three, with reasons that are true of them', () => {
    expect(EVERY).toHaveLength(2 * 2 * 7 * 2 * 3)
    for (const answers of EVERY) {
      const found = suggest(answers)
      expect([answers, [2, 3].includes(found.length)]).toEqual([answers, true])
      expect([answers, new Set(found.map(({ entry }) => entry.name)).size]).toEqual([answers, found.length])
      for (const suggestion of found) {
        const { entry, reasons, caveats } = suggestion
        expect([answers, entry.name, reasons.length > 0]).toEqual([answers, entry.name, true])
        for (const said of [...reasons, ...caveats])
          expect([answers, entry.name, said, TRUE[said](suggestion, answers)]).toEqual([answers, entry.name, said, true])
      }
    }
  })

  test('what must be is never left out: several servers, a restart', () => {
    for (const answers of EVERY)
      for (const suggestion of suggest(answers)) {
        if (answers.processes === 'several') expect([answers, suggestion.entry.name, suggestion.reasons.includes('shared')]).toContain(true)
        if (answers.restart === 'survive') expect([answers, suggestion.entry.name, suggestion.reasons.includes('survives')]).toContain(true)
      }
  })

  test('what is known against one is said: another server, a broken promise, that it ends with the app', () => {
    for (const answers of EVERY)
      for (const suggestion of suggest(answers))
        for (const caveat of ['another-server', 'ends-with-app', 'one-process', 'broke', 'no-touch', 'not-here'] as const)
          expect([answers, suggestion.entry.name, caveat, suggestion.caveats.includes(caveat)]).toContain(TRUE[caveat](suggestion, answers))
  })

  test('each reason and each caveat is somebody’s', () => {
    const said = new Set(EVERY.flatMap((answers) => suggest(answers).flatMap(({ reasons, caveats }) => [...reasons, ...caveats])))
    // Not every catalogue has somebody who is old, never sweeps, or sweeps only when asked, and fits.
    const mayLack: readonly string[] = ['old', 'never-swept', 'on-read-only', 'keeps-all', 'not-here']
    expect([...REASONS, ...CAVEATS].filter((code) => !said.has(code) && !mayLack.includes(code))).toEqual([])
  })

  test('never a bad example', () => {
    const names = EVERY.flatMap((answers) => suggest(answers).map(({ entry }) => entry.name))
    expect(names).not.toContain('connect-loki')
  })

  test.each([
    ['a small app that may forget', { processes: 'one', restart: 'may-go', there: 'nothing', speed: 'fastest', sweeper: 'any' }, 'memorystore'],
    ['several servers with Redis', { processes: 'several', restart: 'survive', there: 'redis', speed: 'fastest', sweeper: 'database' }, 'connect-redis'],
    [
      'several servers with PostgreSQL',
      { processes: 'several', restart: 'survive', there: 'postgresql', speed: 'enough', sweeper: 'app' },
      'connect-pg-simple',
    ],
    ['several servers with MongoDB', { processes: 'several', restart: 'survive', there: 'mongodb', speed: 'enough', sweeper: 'database' }, 'connect-mongo'],
  ] as const)('%s: %o begins with %s', (_who, answers, first) => {
    expect(suggest(answers)[0]?.entry.name).toBe(first)
  })
})
