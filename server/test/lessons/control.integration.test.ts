/** The control: the trial that every lesson stands must be failed by lessons that are not as they should be. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoadedLesson, loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { projectRoot } from '../../paths.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Recorder, record } from './recording.js'
import { solve } from './solve.js'

const SHOP_NAMES = SHOPS.map(({ name }) => name)
const folder = join(projectRoot, 'server/test/lessons/fixtures')
const { lessons, reading } = await loadCurriculum(folder, SHOP_NAMES)

function fixture(id: string): LoadedLesson {
  const loaded = lessons.get(id)
  if (!loaded) throw new Error(`The fixture ${id} is broken: ${JSON.stringify(reading.broken)}`)
  return loaded
}

describe('the trial of a lesson', () => {
  let sandbox: Sandbox
  let recorder: Recorder
  beforeAll(async () => {
    sandbox = await launch({ args: ['--lessons', folder] })
    await sandbox.until('the shop runs', ({ server }) => server.phase === 'running', 30_000)
    recorder = await record(sandbox)
  })
  afterAll(() => recorder.stop())

  test('passes one that is as it should be', async () => await solve(sandbox, fixture('05-as-it-should-be'), recorder))

  test.each([
    ['01-cannot-be-solved', /01-cannot-be-solved, step "log-in": its solution does not solve it.*expected:.*POST \/login.*seen:.*0 of 2/s],
    ['02-passes-by-itself', /02-passes-by-itself, step "visit": the set-up alone passes it/],
    ['03-wrong-way-passes', /03-wrong-way-passes, step "visit": the wrong acts \(browser:visit\) pass it/],
    ['04-two-at-once', /04-two-at-once, step "(?:known|after the last)": once "log-in" is done, it passes by itself/],
  ])('fails %s, and says why', async (id, complaint) => await expect(solve(sandbox, fixture(id), recorder)).rejects.toThrow(complaint))
})
