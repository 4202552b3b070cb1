import { expect, test } from 'vitest'
import { LESSONS } from '../../config.js'
import { request, SINCE } from '../../test/lessons/observed.js'
import { StepLog } from './step-log.js'

test('what began before the step, or was known when it began, is not its own', () => {
  const known = request({ at: SINCE })
  const log = new StepLog(SINCE, [known.key])
  log.add(known)
  log.add(request({ at: SINCE - 1 }))
  expect(log.rows).toEqual([])
})

test('rows stand in the order in which they happened, each once', () => {
  const [first, second] = [request({ at: SINCE + 1 }), request({ at: SINCE + 2 })]
  const log = new StepLog(SINCE, [])
  for (const row of [second, first, second]) log.add(row)
  expect(log.rows).toEqual([first, second])
})

test('it keeps the newest', () => {
  const log = new StepLog(SINCE, [])
  for (let index = 0; index < LESSONS.rowsPerStep + 5; index += 1) log.add(request({ at: SINCE + index }))
  expect(log.rows).toHaveLength(LESSONS.rowsPerStep)
  expect(log.rows[0]?.at).toBe(SINCE + 5)
})
