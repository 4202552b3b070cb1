import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

interface Doc {
  _id: number
  text: string
}

const COUNT = 40

let folder: string
let server: EmbeddedServer | null = null

async function open(): Promise<MongoClient> {
  server = await openEmbeddedServer({ dataFolder: folder })
  return new MongoClient(server.uri)
}

async function close(client: MongoClient): Promise<void> {
  await client.close()
  await server?.close()
  server = null
}

const docs = (client: MongoClient) => client.db('shop').collection<Doc>('c')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-damage-'))
  const client = await open()
  await docs(client).insertMany(Array.from({ length: COUNT }, (_, index) => ({ _id: index, text: `document ${index}` })))
  await close(client)
})
afterEach(async () => {
  await server?.close()
  server = null
  rmSync(folder, { recursive: true, force: true })
})

const path = (name: string) => join(folder, name)
const file = 'collection-1.db'

/** Changes the lines of the file. */
function damage(name: string, change: (lines: string[]) => void): string {
  const lines = readFileSync(path(name), 'utf8').split('\n')
  change(lines)
  const text = lines.join('\n')
  writeFileSync(path(name), text)
  return text
}

const at = (lines: readonly string[], index: number) => lines[index] as string

test.for<[string, number, (lines: string[]) => void]>([
  ['a line that is no JSON', 1, (lines) => lines.splice(3, 1, at(lines, 3).slice(0, 20))],
  ['bytes that are nothing', 1, (lines) => lines.splice(3, 1, '\0'.repeat(50))],
  ['two lines that run into each other', 1, (lines) => lines.splice(3, 2, at(lines, 3).slice(0, 30) + at(lines, 4))],
  // The text goes on in the length of the string, in a type, and in the text itself.
  ...[10, 30, 44].map((offset): [string, number, (lines: string[]) => void] => [
    `one changed character of a document, ${offset} bytes into it`,
    1,
    (lines) => {
      const line = at(lines, 3)
      const place = line.indexOf('"b":"') + 5 + offset
      lines.splice(3, 1, `${line.slice(0, place)}${line[place] === 'A' ? 'B' : 'A'}${line.slice(place + 1)}`)
    },
  ]),
  ['half of all lines', COUNT / 2, (lines) => lines.splice(0, COUNT / 2, ...Array.from({ length: COUNT / 2 }, () => 'x'))],
])('%s: the rest is served, the damage is told, the file is kept', async ([, records, change]) => {
  const damaged = damage(file, change)
  const client = await open()
  expect(server?.damage).toEqual({ files: [{ file, records, copy: `${file}.damaged-1` }], unlisted: [] })
  expect(readFileSync(path(`${file}.damaged-1`), 'utf8')).toBe(damaged)
  const found = await docs(client).find().toArray()
  expect(found.length).toBeGreaterThanOrEqual(COUNT - records - 1)
  expect(found.length).toBeLessThan(COUNT)
  for (const { _id, text } of found) expect(text).toBe(`document ${_id}`)
  await docs(client).insertOne({ _id: 1_000, text: 'new' })
  await close(client)
  // It is told once: from then on the file is whole.
  const again = await open()
  expect(server?.damage).toEqual({ files: [], unlisted: [] })
  expect(await docs(again).countDocuments()).toBe(found.length + 1)
  await close(again)
})

test('a whole file has no damage, and none is told', async () => {
  const client = await open()
  expect(server?.damage).toEqual({ files: [], unlisted: [] })
  expect(readdirSync(folder).sort()).toEqual(['catalog.db', file])
  await close(client)
})

test('files of earlier versions, which have no checksums, are read', async () => {
  damage(file, (lines) => lines.splice(0, lines.length, ...lines.map((line) => line.replace(/,"c":\d+/, ''))))
  expect(readFileSync(path(file), 'utf8')).not.toContain('"c":')
  const client = await open()
  expect(server?.damage).toEqual({ files: [], unlisted: [] })
  expect(await docs(client).countDocuments()).toBe(COUNT)
  await close(client)
})

test.for<[string, (lines: string[]) => void]>([
  ['emptied', (lines) => lines.splice(0, lines.length)],
  ['damaged', (lines) => lines.splice(0, 1, 'x')],
])('the files of a catalogue that was %s are named and not touched', async ([, change]) => {
  damage('catalog.db', change)
  const before = readFileSync(path(file), 'utf8')
  const client = await open()
  expect(server?.damage.unlisted).toEqual([file])
  await docs(client).insertOne({ _id: 1, text: 'new' })
  await close(client)
  expect(readFileSync(path(file), 'utf8')).toBe(before)
  const again = await open()
  expect(await docs(again).find().toArray()).toEqual([{ _id: 1, text: 'new' }])
  await close(again)
})

test('whoever waits for much data to be read hears that it goes on', async () => {
  const client = await open()
  await docs(client).insertMany(Array.from({ length: 5_000 }, (_, index) => ({ _id: 1_000 + index, text: '' })))
  await close(client)
  let signs = 0
  const again = await openEmbeddedServer({ dataFolder: folder, progress: () => signs++ })
  await again.close()
  // While the file is read, and while it is written anew.
  expect(signs).toBeGreaterThanOrEqual(4)
})
