/** The open lesson among everything that can happen to a sandbox: other dashboards, deaths, stores that are away, broken files. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { launch, type Sandbox } from '../support/launch.js'
import { embeddedMongodb } from '../support/mongodb.js'
import { freeze } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const fixtures = join(projectRoot, 'server/test/lessons/fixtures')
const GOOD = '05-as-it-should-be'
const UNSOLVABLE = '01-cannot-be-solved'
const TWO_SERVERS = '07-two-servers'

const open = (sandbox: Sandbox, lesson: string) => sandbox.command({ type: 'lesson:open', lesson })
const lessonOf = async (sandbox: Sandbox) => (await sandbox.state()).lesson
const runs = (sandbox: Sandbox) => sandbox.until('the shop runs', ({ server }) => server.phase === 'running', 30_000)

/** The fixtures, and one that asks for two servers and a slow wire. */
function withTwoServers(): string {
  const folder = temporaryFolder()
  cpSync(fixtures, folder, { recursive: true })
  cpSync(join(fixtures, GOOD), join(folder, TWO_SERVERS), { recursive: true })
  const path = join(folder, TWO_SERVERS, 'lesson.yml')
  const more = 'servers: 2, balancer: sticky, shop: slow-cart, faults: { wire-delay: { set: 50 } }, sweeperSeconds: 20'
  writeFileSync(path, readFileSync(path, 'utf8').replace('sweeperSeconds: 20', more))
  return folder
}

describe('an open lesson', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await launch({ args: ['--lessons', withTwoServers()] })
    await runs(sandbox)
  })

  test('begins as its set-up says, whatever was there; late news of before does not pass its first step', async () => {
    await sandbox.command({ type: 'browser:create', name: 'Zoe' })
    await sandbox.command({ type: 'server:configure', options: { rolling: true, maxAgeMs: 60_000 } })
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
    await sandbox.command({ type: 'store:clear' })
    expect((await sandbox.state()).store.undo).toMatchObject({ sessions: 1 })
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
    const visits = Array.from({ length: 20 }, () => sandbox.command({ type: 'browser:visit', browser: 'browser:alice' }))
    expect(await open(sandbox, GOOD)).toEqual({ ok: true, value: { seq: expect.any(Number) } })
    await Promise.all(visits)
    const { browsers, server, store } = await sandbox.until('nothing is stored', (state) => state.store.sessionCount === 0)
    expect(browsers.map(({ id, jar }) => [id, jar.length])).toEqual([
      ['you', 0],
      ['browser:alice', 0],
      ['browser:bob', 0],
    ])
    expect(server.options).toMatchObject({ rolling: false, maxAgeMs: null })
    expect(store).toMatchObject({ active: 'memory', undo: null })
    // Neither what was forgotten before nor what the set-up has cleared.
    expect(await sandbox.command({ type: 'store:bring-back' })).toMatchObject({ ok: false, problem: { params: { reason: 'undo-late' } } })
    await delay(500)
    expect(await lessonOf(sandbox)).toMatchObject({ lesson: GOOD, step: 0, settingUp: false, verdict: { passed: false } })
  })

  test('has the sweeper of a MongoDB of the sandbox pass as often as its set-up says, until it is left', async () => {
    const sweeper = async () => (await sandbox.state()).mongo.sweeperSeconds
    await sandbox.until('a MongoDB serves', ({ mongo }) => mongo.phase === 'up', 30_000)
    await open(sandbox, GOOD)
    expect(await sweeper()).toBe(20)
    await open(sandbox, UNSOLVABLE)
    expect(await sweeper()).toBe(60)
    await open(sandbox, GOOD)
    await sandbox.command({ type: 'lesson:close' })
    expect(await sweeper()).toBe(60)
  })

  test('has two servers and faults where its set-up asks for them; the next one has neither', async () => {
    expect(await open(sandbox, TWO_SERVERS)).toMatchObject({ ok: true })
    const { instances, balancer, faults, browsers } = await sandbox.state()
    expect(Object.values(instances).map(({ phase, shop }) => [phase, shop])).toEqual(Array(2).fill(['running', 'slow-cart']))
    expect(balancer.rule).toBe('sticky')
    expect(faults).toMatchObject({ 'wire-delay': { settings: { set: 50, get: 0 } } })
    expect(browsers.map(({ id }) => id)).toContain('browser:bob')
    expect(await open(sandbox, GOOD)).toMatchObject({ ok: true })
    const after = await sandbox.state()
    expect(Object.values(after.instances).map(({ shop }) => shop)).toEqual(['standard'])
    expect(after).toMatchObject({ balancer: { rule: 'turns' }, faults: {} })
  })

  test('is one for all dashboards: of two that open at once one is told to wait', async () => {
    // A set-up waits for the lesson server, so that both are there before either has ended.
    const restarting = sandbox.command({ type: 'server:restart' })
    await sandbox.until('the lesson server is being restarted', ({ server }) => server.phase !== 'running')
    const answers = await Promise.all([open(sandbox, GOOD), open(sandbox, UNSOLVABLE)])
    await restarting
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ problem: { code: 'busy', message: expect.stringContaining('being set up already') } })
    expect(await lessonOf(sandbox)).toMatchObject({ lesson: answers[0].ok ? GOOD : UNSOLVABLE, settingUp: false })
  })

  test('closed while it is set up, it stays closed', async () => {
    const opening = open(sandbox, GOOD)
    await sandbox.until('it is being set up', ({ lesson }) => lesson?.settingUp === true, 2_000).catch(() => {})
    await sandbox.command({ type: 'lesson:close' })
    const answer = await opening
    if (!answer.ok) expect(answer).toMatchObject({ problem: { code: 'busy', message: expect.stringContaining('closed while it was being set up') } })
    await delay(300)
    expect(await lessonOf(sandbox)).toBeNull()
  })

  test.each(['close', 'open another'])('while a solution is shown, %s stops the show', async (how) => {
    await open(sandbox, UNSOLVABLE)
    await sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })
    const showing = sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })
    await sandbox.until('it is shown', ({ lesson }) => lesson?.showing !== null)
    expect(await sandbox.command({ type: 'lesson:show-me' })).toMatchObject({ ok: false, problem: { code: 'busy' } })
    if (how === 'close') await sandbox.command({ type: 'lesson:close' })
    else expect(await open(sandbox, GOOD)).toEqual({ ok: true, value: { seq: expect.any(Number) } })
    expect(await showing).toMatchObject({ ok: false, problem: { code: 'busy', message: expect.stringContaining('Stopped') } })
    const lesson = await lessonOf(sandbox)
    if (how === 'close') expect(lesson).toBeNull()
    else expect(lesson).toMatchObject({ lesson: GOOD, step: 0, showing: null })
  })

  test('says what it cannot do', async () => {
    await sandbox.command({ type: 'lesson:close' })
    for (const type of ['lesson:show-me', 'lesson:hint', 'lesson:start-over'] as const)
      expect(await sandbox.command({ type })).toMatchObject({ ok: false, problem: { code: 'not-found', message: expect.stringContaining('lesson:open') } })
    for (const lesson of ['99-none', '../../server', '..', 'glossary.yml', '__proto__'])
      expect(await open(sandbox, lesson)).toMatchObject({ ok: false, problem: { code: 'not-found' } })
    await open(sandbox, GOOD)
    expect(await sandbox.command({ type: 'lesson:answer', answer: 'yes' })).toMatchObject({ ok: false, problem: { code: 'bad-input' } })
    for (let asked = 0; asked < 5; asked += 1) await sandbox.command({ type: 'lesson:hint' })
    expect((await lessonOf(sandbox))?.hints).toEqual({ visit: 3 })
  })

  test('goes on with what anyone does, curl included, and is over after its last step', async () => {
    await open(sandbox, GOOD)
    await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
    await sandbox.until('the second step', ({ lesson }) => lesson?.step === 1)
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
    await sandbox.until('the end', ({ lesson }) => lesson?.step === 2 && lesson.verdict === null)
    expect(await sandbox.command({ type: 'lesson:show-me' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
    expect(await sandbox.command({ type: 'lesson:start-over' })).toEqual({ ok: true, value: { seq: expect.any(Number) } })
    expect(await lessonOf(sandbox)).toMatchObject({ step: 0 })
  })

  test('waits for a lesson server that is coming back', async () => {
    await sandbox.command({ type: 'server:kill' })
    expect(await open(sandbox, GOOD)).toEqual({ ok: true, value: { seq: expect.any(Number) } })
  })

  test.skipIf(process.platform === 'win32')('a lesson server that falls silent in the set-up: said, and closed; afterwards it opens', async () => {
    const { server } = await runs(sandbox)
    const pid = server.pid ?? 0
    await freeze(pid)
    try {
      expect(await open(sandbox, GOOD)).toMatchObject({
        ok: false,
        problem: { code: 'server-away', message: expect.stringMatching(/could not be set up, so it stays closed\. .*did not answer.*open the lesson again/) },
      })
      expect(await lessonOf(sandbox)).toBeNull()
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await expect.poll(async () => (await open(sandbox, GOOD)).ok, { timeout: 10_000 }).toBe(true)
  })
})

test('a lesson that needs a MongoDB which cannot be had: said when it is opened, nothing changed', async () => {
  const mongodb = await embeddedMongodb.start()
  const sandbox = await launch({ args: ['--lessons', fixtures, '--mongodb-uri', mongodb.uri] })
  try {
    await sandbox.until('it has found its MongoDB', ({ mongo, server }) => mongo.phase === 'up' && mongo.source === 'uri' && server.phase === 'running', 30_000)
    expect(await open(sandbox, '06-on-mongodb')).toEqual({ ok: true, value: { seq: expect.any(Number) } })
    expect(await sandbox.state()).toMatchObject({ store: { active: 'mongodb' }, lesson: { step: 0, verdict: { passed: false } } })
    expect(await open(sandbox, GOOD)).toEqual({ ok: true, value: { seq: expect.any(Number) } })
  } finally {
    await mongodb.stop()
  }
  // At once, while it still passes for reachable, and later, when it is known to be gone.
  for (const when of ['at once', 'later']) {
    if (when === 'later') await sandbox.until('it is known to be gone', ({ mongo }) => mongo.phase === 'down')
    expect(await open(sandbox, '06-on-mongodb'), when).toMatchObject({
      ok: false,
      problem: { code: 'store-unreachable', message: expect.stringMatching(/could not be set up, so it stays closed\. .*open the lesson again/s) },
    })
    expect(await sandbox.state()).toMatchObject({ store: { active: 'memory' }, lesson: null })
  }
})

describe('at the start', () => {
  test('broken lessons are told by file and line, not all of them, and the others load', async () => {
    const folder = temporaryFolder()
    cpSync(fixtures, folder, { recursive: true })
    writeFileSync(join(folder, UNSOLVABLE, 'lesson.yml'), 'minutes: 1\nsetup: {}\ncontrols: [nowhere]\nsteps: []\nmagic: 1\n')
    writeFileSync(join(folder, '02-passes-by-itself', 'en.md'), '')
    const sandbox = await launch({ args: ['--lessons', folder] })
    const read = await sandbox.command({ type: 'lessons:read' })
    expect(read.ok && read.value.lessons.map(({ id }) => id)).toContain(GOOD)
    await expect.poll(() => sandbox.output()).toMatch(/… and \d+ more\./)
    const lines = sandbox.output().split('\n')
    expect(lines).toContainEqual(expect.stringMatching(/^2 lessons cannot be used/))
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}01-cannot-be-solved\/lesson\.yml:3: controls\.0: /))
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}01-cannot-be-solved\/lesson\.yml:5: magic: there is no such field here/))
    expect(lines.filter((line) => /^ {2}\d\d-/.test(line))).toHaveLength(5)
  })

  test('a folder that is not there is told, and everything else runs', async () => {
    const folder = join(temporaryFolder(), 'nowhere')
    const sandbox = await launch({ args: ['--lessons', folder] })
    await runs(sandbox)
    expect(await sandbox.command({ type: 'lessons:read' })).toMatchObject({ ok: true, value: { lessons: [], broken: [{ folder }] } })
    await expect.poll(() => sandbox.output()).toContain(`${folder}: there is no folder of lessons here`)
  })
})
