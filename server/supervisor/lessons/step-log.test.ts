import { expect, test } from 'vitest'
import { LESSONS } from '../../config.js'
import { request, SINCE } from '../../test/lessons/observed.js'
import { StepLog } from './step-log.js'

const ANEW = { requests: 0, run: 0, known: [] }
const crowd = (run: number) =>
  ({
    kind: 'crowd',
    key: `crowd:${run}`,
    at: SINCE,
    instance: 'a',
    until: SINCE,
    run,
    requests: 1,
    timed: 0,
    newSessions: 0,
    errors: 0,
    operations: {},
    gcShare: 0,
  }) as const

test('what began before the step, or was known when it began, is not its own', () => {
  const known = request({ id: 'r9' })
  const log = new StepLog({ requests: 8, run: 1, known: [known.key] })
  for (const row of [known, request({ id: 'r8' }), crowd(1)]) log.add(row)
  expect(log.rows).toEqual([])
})

test('what began after it is, however the clock was set meanwhile', () => {
  const rows = [request({ id: 'r9', at: SINCE - 3_600_000 }), crowd(2)]
  const log = new StepLog({ requests: 8, run: 1, known: [] })
  for (const row of rows) log.add(row)
  expect(log.rows).toEqual(rows)
})

test('rows stand in the order in which they happened, each once', () => {
  const [first, second] = [request({ at: SINCE + 1 }), request({ at: SINCE + 2 })]
  const log = new StepLog(ANEW)
  for (const row of [second, first, second]) log.add(row)
  expect(log.rows).toEqual([first, second])
})

test('it keeps the newest', () => {
  const log = new StepLog(ANEW)
  for (let index = 0; index < LESSONS.rowsPerStep + 5; index += 1) log.add(request({ at: SINCE + index }))
  expect(log.rows).toHaveLength(LESSONS.rowsPerStep)
  expect(log.rows[0]?.at).toBe(SINCE + 5)
})
