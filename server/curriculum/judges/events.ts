/** The leaf about what happened to the sandbox. */
import type { Snapshot } from '../../protocol/state.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import type { CheckSaying } from '../../protocol/verdicts.js'
import type { EventPattern } from '../check-schema.js'
import type { Finding, Observed } from './observed.js'

export function judgeEvent(pattern: EventPattern, { rows, snapshot, isSecret }: Observed): Finding {
  const passed = rows.some((row) => matchesEvent(pattern, row))
  const expected = { code: 'event', params: { event: pattern } } as const
  const observed = passed ? expected : seen(pattern, rows)
  const hasOther = !passed && observed.code === 'event'
  return {
    passed,
    expected,
    observed,
    lines: [
      {
        state: passed ? 'done' : hasOther ? 'wrong' : 'open',
        wanted: isSecret && !passed && !isDoing(pattern) ? { code: 'event-watched', params: {} } : expected,
        seen: hasOther ? observed : null,
        dueAt: passed || pattern.kind !== 'swept' ? null : sweptBy(snapshot),
      },
    ],
  }
}

/** Epoch ms by when the sweeper of MongoDB will have passed after the first session that is looked at expires; null: none has a date. */
function sweptBy({ store, mongo, focused }: Snapshot): number | null {
  const active = store.available.find(({ kind }) => kind === store.active)
  if (active?.resource !== 'mongodb' || active.capabilities.expiry !== 'sweeper') return null
  const ends = Object.values(focused).flatMap(({ stored }) => stored?.expiresAt ?? [])
  return ends.length === 0 ? null : Math.min(...ends) + mongo.sweeperSeconds * 1_000
}

/** Is it something that the reader does, and not what comes of it? */
export function isDoing({ kind }: EventPattern): boolean {
  return kind !== 'death' && kind !== 'swept'
}

/** What came nearest: the last event of this kind. */
function seen(pattern: EventPattern, rows: readonly TimelineRow[]): CheckSaying {
  const near = rows.findLast((row) => row.kind === pattern.kind)
  if (near?.kind === 'switched') return { code: 'event', params: { event: { kind: 'switched', to: near.report.to, carryOver: near.report.carryOver } } }
  if (near?.kind === 'death') return { code: 'event', params: { event: { kind: 'death', cause: near.death.cause } } }
  if (near?.kind === 'configured') {
    const names = Object.keys(pattern.options ?? {}) as (keyof typeof near.options)[]
    return { code: 'event', params: { event: { kind: 'configured', options: Object.fromEntries(names.map((name) => [name, near.options[name]])) } } }
  }
  return { code: 'no-event-yet', params: {} }
}

export function matchesEvent(pattern: EventPattern, row: TimelineRow): boolean {
  if (row.kind !== pattern.kind) return false
  if (row.kind === 'started') return pattern.reason === undefined || row.reason === pattern.reason
  if (row.kind === 'death') return pattern.cause === undefined || row.death.cause === pattern.cause
  if (row.kind === 'switched') {
    const { report } = row
    return (
      report.refused === null &&
      (pattern.to === undefined || report.to === pattern.to) &&
      (pattern.carryOver === undefined || report.carryOver === pattern.carryOver)
    )
  }
  if (row.kind === 'configured') return Object.entries(pattern.options ?? {}).every(([name, value]) => row.options[name as keyof typeof row.options] === value)
  return true
}
