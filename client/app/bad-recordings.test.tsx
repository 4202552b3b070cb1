/** Recordings that somebody has tampered with: refused with what is wrong, or shown; no pane throws, and nothing of them is executed. */
import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { PROTOCOL_VERSION } from '../../server/protocol/dashboard.js'
import type { LogEvent } from '../../server/protocol/events.js'
import { openRecordingText, RecordingError } from '../../server/protocol/recording/read.js'
import type { Recording } from '../../server/protocol/recording/recording.js'
import { rounds } from '../../server/test/support/thoroughness.js'
import { forgetClock } from '../clock.js'
import { setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { goToRequest } from '../state/moment.js'
import { showRecording } from '../state/recorded.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { App } from './app.js'

// happy-dom has no canvas.
vi.mock('../ui/chart.js', () => ({ Chart: () => null }))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('recording', 'moment')
})
afterEach(() => {
  cleanup()
  forgetClock()
  dashboardStore.setState({ source: 'live', snapshot: null, moment: null })
})

const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  8e15,
  1e300,
  '',
  '<img src=x onerror="globalThis.executed = true">',
  'javascript:globalThis.executed=true',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'x'.repeat(10_000),
  '\u0000\u202e\ud800',
  [],
  {},
  [[[[]]]],
  { constructor: { prototype: { polluted: true } } },
]

function good(): Recording {
  const { seq } = fixtureSnapshot
  const row = fixtureSnapshot.timeline.findLast((each) => each.kind === 'request')
  if (row?.kind !== 'request') throw new Error('The fixture has no request.')
  const base = { at: fixtureSnapshot.launch.startedAt, instance: 'a', cause: null }
  const events: LogEvent[] = [
    { ...base, seq: seq + 1, kind: 'request', request: { ...row.request, id: 'another' }, cause: { request: 'another' } },
    { ...base, seq: seq + 2, kind: 'cleared', removed: 2, undoForMs: 0 },
    { ...base, seq: seq + 3, kind: 'server-died', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 0, why: 'killed' },
  ]
  const recording = {
    format: 'sessionscope-recording',
    version: 1,
    protocol: PROTOCOL_VERSION,
    writtenBy: '1',
    savedAt: 1,
    leftOut: { events: 0 },
    masked: true,
    base: fixtureSnapshot,
    events,
  } as const
  return JSON.parse(JSON.stringify(recording)) as Recording
}

/** A generator of the same numbers each time (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

interface Place {
  readonly holder: Record<string, unknown> | unknown[]
  readonly key: string
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found
  for (const [key, inside] of Object.entries(value)) {
    found.push({ holder: value as Place['holder'], key })
    placesIn(inside, found)
  }
  return found
}

function mutate(recording: Recording, roll: (below: number) => number): void {
  const places = placesIn(recording)
  const place = places[roll(places.length)]
  if (!place) return
  const { holder, key } = place
  const target = holder as Record<string, unknown>
  const how = roll(10)
  if (how === 0) delete target[key]
  else if (how === 1) target[`${key}x`] = target[key]
  else if (how === 2) target[key] = structuredClone(places[roll(places.length)]?.holder)
  else if (how === 3 && typeof target[key] === 'string') target[key] = `${target[key]}${String(HOSTILE[7])}`
  else if (how === 4 && typeof target[key] === 'number') target[key] = -(target[key] as number) * 1e6
  else {
    // What the type allows goes further than what it does not.
    const alike = HOSTILE.filter((one) => typeof one === typeof target[key])
    const from = roll(3) > 0 && alike.length > 0 ? alike : HOSTILE
    target[key] = structuredClone(from[roll(from.length)])
  }
}

const isBroken = () => [...document.querySelectorAll('[data-broken]')].map((one) => one.textContent)

test('the recording itself is shown', async () => {
  showRecording(openRecordingText(JSON.stringify(good()), PROTOCOL_VERSION))
  render(<App recording={<p>a recording</p>} />)
  expect(isBroken()).toEqual([])
  expect(document.querySelectorAll('[data-pane]').length).toBeGreaterThan(3)
  expect(await goToRequest('another')).toBe(true)
  expect(dashboardStore.getState().moment?.request).toBe('another')
})

test('200 that were tampered with: refused, or shown without a pane that breaks', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {})
  const roll = dice(20_261_127)
  let shown = 0
  let refused = 0
  for (let count = 0; count < 200; count += 1) {
    const recording = good()
    for (let times = 1 + roll(3); times > 0; times -= 1) mutate(recording, roll)
    const text = JSON.stringify(recording)
    try {
      showRecording(openRecordingText(text, PROTOCOL_VERSION))
    } catch (error) {
      expect(error, text.slice(0, 200)).toBeInstanceOf(RecordingError)
      refused += 1
      continue
    }
    shown += 1
    // Each takes a page of its own.
    if (shown > rounds(40, 12)) continue
    render(<App recording={<p>a recording</p>} />)
    expect(isBroken(), `mutation ${count}`).toEqual([])
    cleanup()
    dashboardStore.setState({ moment: null, selectedBrowser: null, selectedSession: null })
  }
  report.mockRestore()
  // Neither is everything refused, nor everything let through.
  expect(shown).toBeGreaterThan(30)
  expect(refused).toBeGreaterThan(60)
  expect((globalThis as { executed?: boolean }).executed).toBeUndefined()
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
}, 120_000)
