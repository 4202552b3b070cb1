/**
 * The curriculum as it was read last, kept beside what is built: reading it anew takes as much of the processor as all else that a launch
 * does. What was kept counts only while every file is, byte for byte, as it was then, and the code that reads them as well.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processMark } from '../process-alive.mjs'
import type { LoadedCurriculum } from './load.js'

/** Where a reading is kept. */
export interface Keep {
  readonly path: string
  /** Names the code that reads: what other code has kept is not used. */
  readonly madeBy: string
}

interface Kept {
  readonly key: string
  readonly curriculum: Omit<LoadedCurriculum, 'lessons'> & { readonly lessons: readonly (readonly [string, unknown])[] }
}

/**
 * As `loadCurriculum` (load.ts), which it asks unless the same files have been read before. Never fails: where nothing can be kept,
 * all is read again the next time.
 *
 * @param folder the lessons
 * @param shops names of the shops that a lesson may run
 * @param keep null: nothing is kept
 */
export async function keptCurriculum(folder: string, shops: readonly string[], keep: Keep | null): Promise<LoadedCurriculum> {
  if (keep === null) return await load(folder, shops)
  const key = await keyOf(folder, shops, keep)
  const kept = await readKept(keep.path)
  // It was written by `keep` below, with this very key.
  if (kept?.key === key) return { ...kept.curriculum, lessons: new Map(kept.curriculum.lessons) as LoadedCurriculum['lessons'] }
  const curriculum = await load(folder, shops)
  // A file that was saved meanwhile may have been read before or after.
  if ((await keyOf(folder, shops, keep)) === key) await writeKept(keep.path, { key, curriculum: { ...curriculum, lessons: [...curriculum.lessons] } })
  return curriculum
}

/** What reads lessons (YAML, Markdown, colours for code) is loaded only where lessons are read. */
async function load(folder: string, shops: readonly string[]): Promise<LoadedCurriculum> {
  const { loadCurriculum } = await import('./load.js')
  return await loadCurriculum(folder, shops)
}

/** Changes with whatever could change what is read: any file below the folder, its names, the shops, the code. */
async function keyOf(folder: string, shops: readonly string[], { madeBy }: Keep): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([madeBy, folder, shops]))
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).toSorted()
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(() => null)))
  for (const [index, name] of names.entries()) {
    const content = contents[index] ?? null
    hash.update(JSON.stringify([name, content?.byteLength ?? null])).update(content ?? '')
  }
  return hash.digest('hex')
}

async function readKept(path: string): Promise<Kept | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Kept
  } catch {
    return null
  }
}

/** Whole or not at all: two launches may do it at once. */
async function writeKept(path: string, kept: Kept): Promise<void> {
  const unfinished = `${path}.${processMark()}`
  try {
    await writeFile(unfinished, JSON.stringify(kept))
    await rename(unfinished, path)
  } catch {
    await rm(unfinished, { force: true }).catch(() => {})
  }
}
