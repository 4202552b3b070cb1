import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

/** The disk has no room for data, as far as NeDB can see; it must be in the way before NeDB looks at the file system. */
const disk = await vi.hoisted(async () => {
  const { default: fs } = await import('node:fs')
  const state = { isFull: false, refused: 0 }
  const noRoom = () => {
    state.refused++
    return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  const { appendFile } = fs.promises
  fs.promises.appendFile = async (path, data, options) => {
    if (!state.isFull) return appendFile(path, data, options)
    // What still fits is written.
    await appendFile(path, String(data).slice(0, String(data).length / 2), options)
    throw noRoom()
  }
  const { createWriteStream } = fs
  const refusing = { ...fs, write: (...all: unknown[]) => (all.at(-1) as (error: Error) => void)(noRoom()), writev: undefined }
  fs.createWriteStream = ((path: string, options: object) =>
    createWriteStream(path, state.isFull ? ({ ...options, fs: refusing } as object) : options)) as typeof createWriteStream
  return state
})

interface Doc {
  _id: number
  n: number
}

let folder: string
let server: EmbeddedServer
let client: MongoClient

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-full-disk-'))
  await open()
})
afterEach(async () => {
  disk.isFull = false
  await close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<void> {
  server = await openEmbeddedServer({ dataFolder: folder })
  client = new MongoClient(server.uri, { retryWrites: false })
}

async function close(): Promise<void> {
  await client.close()
  await server.close()
}

const docs = () => client.db('shop').collection<Doc>('c')

async function contents(): Promise<readonly number[]> {
  return (await docs().find().sort({ _id: 1 }).toArray()).map(({ _id, n }) => _id * 1_000 + n)
}

test('a disk that was full for a moment forgets nothing', async () => {
  await docs().insertMany(Array.from({ length: 1_000 }, (_, index) => ({ _id: index, n: 0 })))
  disk.isFull = true
  const full = { code: 14031 }
  await expect(docs().deleteMany({ _id: { $lt: 900 } })).rejects.toMatchObject(full)
  await expect(docs().updateMany({ _id: { $gte: 950 } }, { $inc: { n: 1 } })).rejects.toMatchObject(full)
  await expect(docs().insertOne({ _id: 2_000, n: 5 })).rejects.toMatchObject(full)
  expect(disk.refused).toBeGreaterThanOrEqual(3)
  disk.isFull = false
  // Answered only when everything before it is in the file as well.
  await docs().insertOne({ _id: 2_001, n: 6 })
  const before = await contents()
  expect(before).toHaveLength(102)
  await close()
  await open()
  expect(await contents()).toEqual(before)
  expect(server.damage).toEqual({ files: [], unlisted: [] })
})

test('what could not be written is written by itself when there is room', async () => {
  await docs().insertMany(Array.from({ length: 500 }, (_, index) => ({ _id: index, n: 0 })))
  disk.isFull = true
  await expect(docs().deleteMany({ _id: { $gte: 1 } })).rejects.toMatchObject({ code: 14031 })
  const { refused } = disk
  await expect.poll(() => disk.refused, { timeout: 10_000 }).toBeGreaterThan(refused)
  disk.isFull = false
  // Another server that reads the same file, as after a kill.
  await expect
    .poll(
      async () => {
        const copy = mkdtempSync(join(tmpdir(), 'sessionscope-full-disk-'))
        cpSync(folder, copy, { recursive: true })
        const second = await openEmbeddedServer({ dataFolder: copy })
        const reader = new MongoClient(second.uri)
        const left = await reader.db('shop').collection('c').countDocuments()
        await reader.close()
        await second.close()
        rmSync(copy, { recursive: true, force: true })
        return left
      },
      { timeout: 10_000 },
    )
    .toBe(1)
})

test('whoever writes while the disk is full is told, each of them', async () => {
  await docs().insertOne({ _id: 0, n: 0 })
  disk.isFull = true
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => docs().insertOne({ _id: 1 + index, n: 0 })))
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
  disk.isFull = false
  await docs().updateOne({ _id: 0 }, { $set: { n: 1 } })
  await close()
  await open()
  expect(await docs().countDocuments()).toBe(51)
})
