import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { ReadDocument } from '../../protocol/ipc.js'
import type { StoredSession } from '../../protocol/stores.js'
import type { OpenStore } from '../../stores/adapter.js'
import { FocusedDocuments } from './focused-documents.js'
import type { FrameSender } from './frame-sender.js'

/** Documents whose readings are answered by hand, and what was told of them. */
function documents() {
  const told: ReadDocument[] = []
  const answers: ((stored: StoredSession | null) => void)[] = []
  const sender = { addDocument: (document: ReadDocument) => told.push(document) } as unknown as FrameSender
  const open = { adapter: { kind: 'memory' }, read: () => new Promise((resolve) => answers.push(resolve)) } as unknown as OpenStore
  const answer = async (stored: StoredSession | null) => {
    answers.shift()?.(stored)
    await turn()
  }
  return { told, answer, documents: new FocusedDocuments(sender, () => open) }
}

const STORED = { id: 's' } as StoredSession

test('what was read before a request ended that may have destroyed it is not told, and what that one left is', async () => {
  const { told, answer, documents: focused } = documents()
  focused.refresh('s', { request: 'log-in', isNew: true })
  focused.refresh('s', { request: 'log-out', isNew: false })
  await answer(STORED)
  expect(told).toEqual([])
  await answer(null)
  expect(told).toEqual([{ sessionId: 's', store: 'memory', stored: null, request: 'log-out', isNew: true }])
})

test('under requests without end, what is read is told now and then', async () => {
  const { told, answer, documents: focused } = documents()
  focused.refresh('s', { request: 'first', isNew: false })
  for (let n = 0; n < 20; n += 1) {
    focused.refresh('s', { request: `request-${n}`, isNew: false })
    await answer(STORED)
  }
  expect(told.length).toBeGreaterThanOrEqual(3)
})
