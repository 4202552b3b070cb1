import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test, vi } from 'vitest'
import { Row } from './row.js'
import { openEmbeddedServer } from './server.js'

// Files share the rows' class.
afterEach(() => void vi.restoreAllMocks())

test('a query about nothing but _id decodes no document: the session list is read through with such', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-plan-'))
  const server = await openEmbeddedServer({ dataFolder: folder })
  const client = new MongoClient(server.uri)
  try {
    const sessions = client.db('shop').collection<{ _id: string; n: number }>('sessions')
    await sessions.insertMany([...'abcdef'].map((_id, n) => ({ _id, n })))
    const decoding = vi.spyOn(Row.prototype, 'document')
    expect(
      await sessions
        .find({ _id: { $gt: 'c' } })
        .sort({ _id: 1 })
        .limit(2)
        .toArray(),
    ).toEqual([
      { _id: 'd', n: 3 },
      { _id: 'e', n: 4 },
    ])
    expect(
      await sessions
        .find({ _id: { $regex: '^e' } })
        .sort({ _id: 1 })
        .toArray(),
    ).toEqual([{ _id: 'e', n: 4 }])
    expect(await sessions.find({ _id: { $in: ['a', 'b', 'z'], $ne: 'b' } }).toArray()).toEqual([{ _id: 'a', n: 0 }])
    expect(decoding).not.toHaveBeenCalled()
    expect(await sessions.find({ _id: { $gt: 'c' }, n: 5 }).toArray()).toEqual([{ _id: 'f', n: 5 }])
    expect(decoding).toHaveBeenCalled()
  } finally {
    await client.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
