import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SHOPS } from '../lesson-server/shop/variants.js'
import { lessonsFolder, projectRoot } from '../paths.js'
import { type Keep, keptCurriculum } from './kept-curriculum.js'
import { loadCurriculum } from './load.js'

const SHOP_NAMES = SHOPS.map(({ name }) => name)
const GOOD = '05-as-it-should-be'
const OTHER_WORDS = 'Words that no lesson has'
let scratch: string
let folder: string
let keep: Keep

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sessionscope-kept-'))
  folder = join(scratch, 'lessons')
  cpSync(join(projectRoot, 'server/test/lessons/fixtures'), folder, { recursive: true })
  mkdirSync(join(scratch, 'dist'))
  keep = { path: join(scratch, 'dist', 'kept.json'), madeBy: 'this code' }
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const titleOf = async (shops = SHOP_NAMES, by = keep) => (await keptCurriculum(folder, shops, by)).lessons.get(GOOD)?.lesson.title.en

/** Other words in what is kept: whoever answers with them has read that, and whoever does not has read the lessons. */
function markKept(): void {
  const kept = readFileSync(keep.path, 'utf8')
  expect(kept).toContain('As it should be')
  writeFileSync(keep.path, kept.replaceAll('As it should be', OTHER_WORDS))
}

/** Changes a file so that its size and its times stay what they were. */
function changeUnseen(path: string): void {
  const { atime, mtime, size } = statSync(path)
  writeFileSync(path, readFileSync(path, 'utf8').replace('As it should be', 'As it could not'))
  utimesSync(path, atime, mtime)
  expect(statSync(path)).toMatchObject({ size, mtime })
}

test.each([lessonsFolder, join(projectRoot, 'server/test/lessons/fixtures')])('what was kept of %s is what was read', async (lessons) => {
  const read = await loadCurriculum(lessons, SHOP_NAMES)
  expect(await keptCurriculum(lessons, SHOP_NAMES, keep)).toEqual(read)
  const kept = await keptCurriculum(lessons, SHOP_NAMES, keep)
  expect(kept).toEqual(read)
  expect([...kept.lessons.keys()]).toEqual([...read.lessons.keys()])
})

test('the same lessons are read once', async () => {
  await titleOf()
  markKept()
  expect(await titleOf()).toBe(OTHER_WORDS)
})

describe('lessons are read anew', () => {
  beforeEach(async () => {
    await titleOf()
    markKept()
  })

  test('after a change that neither size nor time of a file tells', async () => {
    changeUnseen(join(folder, GOOD, 'en.md'))
    expect(await titleOf()).toBe('As it could not')
  })

  test('when there is another one', async () => {
    cpSync(join(folder, GOOD), join(folder, '77-another'), { recursive: true })
    expect((await keptCurriculum(folder, SHOP_NAMES, keep)).lessons.has('77-another')).toBe(true)
  })

  test('when one is gone, or has another name', async () => {
    cpSync(join(folder, GOOD), join(folder, '06-as-it-should-be'), { recursive: true })
    rmSync(join(folder, GOOD), { recursive: true })
    expect([...(await keptCurriculum(folder, SHOP_NAMES, keep)).lessons.keys()]).not.toContain(GOOD)
  })

  test('for other shops, and by other code', async () => {
    expect(await titleOf([...SHOP_NAMES, 'another'])).toBe('As it should be')
    markKept()
    expect(await titleOf([...SHOP_NAMES, 'another'])).toBe(OTHER_WORDS)
    expect(await titleOf([...SHOP_NAMES, 'another'], { ...keep, madeBy: 'other code' })).toBe('As it should be')
  })

  test('where what was kept is cut off', async () => {
    writeFileSync(keep.path, readFileSync(keep.path).subarray(0, 1000))
    expect(await titleOf()).toBe('As it should be')
    expect(await keptCurriculum(folder, SHOP_NAMES, keep)).toEqual(await loadCurriculum(folder, SHOP_NAMES))
  })
})

test('what was read while a file was saved is not kept', async () => {
  // The key is made before the lessons are read and after it, each time from the shops first.
  let keys = 0
  const shops = Object.assign([...SHOP_NAMES], {
    toJSON: () => {
      keys += 1
      if (keys === 2) changeUnseen(join(folder, GOOD, 'en.md'))
      return SHOP_NAMES
    },
  })
  expect(await titleOf(shops)).toBe('As it should be')
  expect(readdirSync(join(scratch, 'dist'))).toEqual([])
  expect(await titleOf(shops)).toBe('As it could not')
})

test('what is wrong with a lesson is told as often as it is read', async () => {
  rmSync(join(folder, GOOD, 'pt-BR.md'))
  const { broken } = (await loadCurriculum(folder, SHOP_NAMES)).reading
  expect(broken).toHaveLength(1)
  for (let round = 0; round < 2; round += 1) expect((await keptCurriculum(folder, SHOP_NAMES, keep)).reading.broken).toEqual(broken)
})

test('where nothing can be kept, lessons are read all the same, and nothing is left behind', async () => {
  rmSync(join(scratch, 'dist'), { recursive: true })
  writeFileSync(join(scratch, 'dist'), 'a file where a folder should be')
  expect(await titleOf()).toBe('As it should be')
  expect(await keptCurriculum(folder, SHOP_NAMES, null)).toEqual(await loadCurriculum(folder, SHOP_NAMES))
  expect(readdirSync(scratch).toSorted()).toEqual(['dist', 'lessons'])
})
