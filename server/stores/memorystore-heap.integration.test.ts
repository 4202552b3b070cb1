/** What is shown as the bytes of a session is what it really takes in the heap. */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import session from 'express-session'
import { expect, test } from 'vitest'
import memorystore from './memorystore-store.js'
import { openStore } from './opening.js'

const SESSIONS = 20_000
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

function heapUsed(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

test('a session is shown to cost what the heap grows by', async () => {
  const open = await openStore(memorystore, session, { resource: 'heap' })
  const before = heapUsed()
  const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' }
  for (let start = 0; start < SESSIONS; start += 1_000)
    await open.put(
      Array.from({ length: 1_000 }, () => ({
        id: randomBytes(24).toString('base64url'),
        json: JSON.stringify({ cookie, isLoggedIn: true, name: 'Ana' }),
      })),
    )
  for await (const _batch of open.entries()) await Promise.resolve()
  const measured = (heapUsed() - before) / SESSIONS
  const shown = (await open.bytesPerSession()) ?? 0
  expect(shown / measured).toBeGreaterThan(0.85)
  expect(shown / measured).toBeLessThan(1.15)
  await open.close()
})
