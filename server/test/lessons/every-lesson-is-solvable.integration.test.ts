/** Every lesson of the curriculum, step by step, on every store that it needs. `-t "02-the-claim-ticket"` tries one. */
import { readdirSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { type LoadedLesson, loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'
import { RECORDING } from '../../protocol/recording/recording.js'
import type { Sandbox } from '../support/launch.js'
import { inTurn, isFull } from '../support/thoroughness.js'
import { LessonSandboxes, lessonPlaces } from './lesson-sandboxes.js'
import { compare, record } from './recording.js'
import { solve } from './solve.js'
import { throughFile } from './through-file.js'

const SHOP_NAMES = SHOPS.map(({ name }) => name)
const LESSON_TIMEOUT_MS = 480_000

const { lessons, reading } = await loadCurriculum(lessonsFolder, SHOP_NAMES)
// By the folders there are: a lesson that cannot be read must fail here too, instead of not being tried.
const folders = readdirSync(lessonsFolder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

test.each(folders)('%s can be read', (id) => {
  expect(reading.broken.find(({ folder }) => folder === id)?.problems ?? []).toEqual([])
  expect(lessons.has(id)).toBe(true)
})

/** All places that suit a lesson; in a sample one of those that there are, the next one for the next lesson. */
const placesOf = (stores: readonly string[], row: number) =>
  inTurn(
    lessonPlaces.filter(({ suits, available }) => suits(stores) && (isFull || available)),
    row,
  )

/** Of the recordings of the lessons. */
const bytes = new Map<object, number>()
afterAll(() => {
  const all = [...bytes.values()].reduce((sum, one) => sum + one, 0)
  console.log(`Recordings of ${bytes.size} lessons: ${all} bytes`)
  expect(all).toBeLessThanOrEqual(RECORDING.fileBytes)
})

// The places side by side, and at each as many lessons at once as it has sandboxes: most of a lesson is waiting.
describe.concurrent('every lesson', () => {
  for (const place of lessonPlaces) {
    const here = [...lessons].filter(([, { definition }], row) => placesOf(definition.stores, row).includes(place))
    if (here.length === 0) continue
    describe.skipIf(!place.available)(`on ${place.name}`, () => {
      const sandboxes = new LessonSandboxes(place)
      afterAll(() => sandboxes.stop())

      const tryLesson = async (sandbox: Sandbox, loaded: LoadedLesson) => {
        const recorder = await record(sandbox)
        await solve(sandbox, loaded, recorder)
        // What was sent as events is what was sent as state, whenever somebody asked.
        const recording = await recorder.stop()
        const { compared, gaps } = compare(recording)
        expect(compared).toBeGreaterThan(3)
        // A frame may be lost on a busy machine, and one of more than 500 events holds none.
        expect(gaps).toBeLessThan(compared)
        // And so it is of the file that one keeps of it.
        const kept = await throughFile(recording)
        expect(kept.compared).toBeGreaterThan(0)
        // The longest way without a gap is most of it.
        expect(kept.events).toBeGreaterThan(recording.events.size / (2 + gaps))
        bytes.set(loaded.definition, Math.max(kept.bytes, bytes.get(loaded.definition) ?? 0))
      }
      test.each(here)(
        '%s is solvable, and its events are its state',
        async (_id, loaded) => await sandboxes.use((sandbox) => tryLesson(sandbox, loaded)),
        LESSON_TIMEOUT_MS,
      )
    })
  }
})
