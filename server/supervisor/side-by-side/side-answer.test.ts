import { expect, test, vi } from 'vitest'
import type { ReadDocument, TapFrame } from '../../protocol/ipc.js'
import { storedIn } from './side-answer.js'
import { SideServer } from './side-server.js'

/** What a server of a side tells is fed by hand. */
const { told } = vi.hoisted(() => ({ told: { frame: (_: unknown) => {} } }))
vi.mock('../children/child.js', () => ({
  answered: (answer: unknown) => answer,
  Child: class {
    constructor({ notifications }: { readonly notifications: typeof told }) {
      told.frame = notifications.frame
    }
  },
}))

const document = (request: string, expiresAt: number | null = 5_000, others: object = {}) =>
  ({ request, sessionId: 'S', store: 'memory', isNew: false, stored: { id: 'S', expiresAt, ...others } }) as unknown as ReadDocument
const tell = (requests: readonly string[], documents: readonly ReadDocument[] = []) =>
  told.frame({ requests: requests.map((id) => ({ id })), documents } as unknown as TapFrame)

test('what is left is counted from when the request was sent, and what could not be read is said to be so', () => {
  expect(storedIn(null, 1_000)).toEqual({ storedLeft: null, unread: true })
  expect(storedIn(document('r'), 1_000)).toEqual({ storedLeft: 4_000 })
  expect(storedIn({ ...document('r'), stored: null }, 1_000)).toEqual({ storedLeft: 'none' })
  // It never ends: that was read.
  expect(storedIn(document('r', null), 1_000)).toEqual({ storedLeft: null })
})

test('what was read while another request of the session ended is what the store held after both', async () => {
  vi.useFakeTimers()
  const server = new SideServer()
  tell(['one'], [document('one', 1)])
  tell(['two'])
  const two = server.document('two', 'S')
  tell(['three'], [document('three', 3)])
  expect(await two).toMatchObject({ request: 'three' })
  expect(await server.document('one', 'S')).toMatchObject({ request: 'one' })
  // Not what was read before.
  tell(['four'])
  const four = server.document('four', 'S')
  await vi.runAllTimersAsync()
  expect(await four).toBeNull()
  vi.useRealTimers()
})
