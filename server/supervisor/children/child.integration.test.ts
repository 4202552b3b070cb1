import { expect, test } from 'vitest'
import type { LessonServerFunctions, LessonServerNotifications } from '../../protocol/ipc.js'
import { Child } from './child.js'

test('what a process had been asked when it ended is answered with an error, not with nothing', async () => {
  const child: Child<LessonServerFunctions, LessonServerNotifications> = new Child({
    entry: 'lesson-server/entry',
    notifications: { frame: () => {} },
    onEnd: () => {},
  })
  const asked = child.rpc.collect()
  child.kill()
  await expect(asked).rejects.toThrow('The process ended before it answered.')
  await expect(child.rpc.collect()).rejects.toThrow('closed')
  expect((await child.stop()).signal).toBe('SIGKILL')
})
