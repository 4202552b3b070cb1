import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { logOf } from '../../test/support/state.js'
import { caused, uncaused } from './cause.js'

test('what happens while a command is carried out names it, and what goes on for its own reasons does not', async () => {
  const { log, note } = logOf()
  const later: Promise<void>[] = []
  const command = { command: 'c1' }
  await caused(command, async () => {
    note({ kind: 'cleared', removed: 1, undoForMs: 0 })
    await delay(1)
    note({ kind: 'cleared', removed: 2, undoForMs: 0 })
    later.push(uncaused(() => delay(1).then(() => note({ kind: 'cleared', removed: 3, undoForMs: 0 }))))
    log.append({ kind: 'cleared', removed: 4, undoForMs: 0 }, { cause: { request: 'r1' } })
  })
  await Promise.all(later)
  note({ kind: 'cleared', removed: 5, undoForMs: 0 })
  expect(log.after(0).map(({ cause }) => cause)).toEqual([command, command, { request: 'r1' }, null, null])
})
