/** The leaf about what happened to the sandbox. */
import type { TimelineRow } from '../../protocol/state.js'
import type { EventPattern } from '../check-schema.js'
import { eventWords, inEach, words } from '../check-words.js'
import type { Finding, Observed } from './observed.js'

export function judgeEvent(pattern: EventPattern, { rows }: Observed): Finding {
  const passed = rows.some((row) => matchesEvent(pattern, row))
  const near = rows.findLast((row) => row.kind === pattern.kind)
  return {
    passed,
    expected: inEach((language) => eventWords(language, pattern)),
    observed: inEach((language) => {
      if (passed) return eventWords(language, pattern)
      if (near?.kind === 'switched') return eventWords(language, { kind: 'switched', to: near.report.to, carryOver: near.report.carryOver })
      if (near?.kind === 'death') return eventWords(language, { kind: 'death', cause: near.death.cause })
      if (near?.kind === 'configured') {
        const names = Object.keys(pattern.options ?? {}) as (keyof typeof near.options)[]
        return eventWords(language, { kind: 'configured', options: Object.fromEntries(names.map((name) => [name, near.options[name]])) })
      }
      return words(language, ['not yet since this step began', 'ainda não, desde o começo deste passo'])
    }),
  }
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
