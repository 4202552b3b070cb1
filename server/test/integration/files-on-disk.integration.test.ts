/**
 * Sessions in files, with a data folder in which nothing can be written any more. It is told in time and in words, no visitor waits above 3.5 s, the shop does not end, and
 * what was stored is there again afterwards.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVED } from '../../config.js'
import { unwrap } from '../../protocol/problem.js'
import loki from '../../stores/loki-store.js'
import { fillDisk, makeReadOnly, mayMount, mountSmallDisk } from '../support/disks.js'
import { launch, type Sandbox } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { inTurn, isFull } from '../support/thoroughness.js'

const ALICE = 'browser:alice'
/** Without a session, which he would give up when he logs in: that makes room. */
const BOB = 'browser:bob'
/** What asking for the state and the way there and back take on a busy machine, on top of what is promised. */
const LEEWAY_MS = 300
const VISITOR_MS = 3_500

describe.skipIf(!mayMount())('sessions in files', () => {
  let unmount: (() => void) | null
  let sandbox: Sandbox
  let pid: number | null
  beforeAll(async () => {
    const dataFolder = temporaryFolder()
    unmount = mountSmallDisk(dataFolder, 'size=16m')
    sandbox = await launch({ dataFolder, args: ['--store', 'file'], env: { MONGOD_BINARY: undefined } })
    pid = (await sandbox.until('it runs', ({ server }) => server.phase === 'running')).server.pid
  })
  afterAll(async () => {
    await sandbox.stop()
    unmount?.()
  })

  const FAULTS: readonly (readonly [name: string, code: string, begin: (folder: string) => () => void])[] = [
    ['full', 'files-full', fillDisk],
    ['read-only', 'files-read-only', makeReadOnly],
  ]
  test.each(FAULTS)('on a disk that is %s: told in time, nobody waits, nothing ends', async (_name, code, begin) => {
    const logIn = (browser: typeof ALICE | typeof BOB) => sandbox.command({ type: 'browser:log-in', browser }).then(unwrap)
    const greeting = async () => {
      unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
      return (await sandbox.state()).browsers.find(({ id }) => id === ALICE)?.page?.greeting ?? ''
    }
    expect(await logIn(ALICE)).toEqual({ status: 200 })

    const undo = begin(sandbox.dataFolder)
    const begun = performance.now()
    try {
      const { store } = await sandbox.until('it is told', (state) => !state.store.health.up, 10_000)
      expect(performance.now() - begun).toBeLessThan(SERVED.noticeMs + LEEWAY_MS)
      expect(store.health.why).toMatchObject({ code, message: expect.stringMatching(/^the disk with the folder of the sessions is .*\. Make /) })
      const asked = performance.now()
      expect(await logIn(BOB)).toEqual({ status: 503 })
      expect(performance.now() - asked).toBeLessThan(VISITOR_MS + LEEWAY_MS)
      // Elsewhere they can be kept all the same.
      expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'memory' }))).toMatchObject({ refused: null })
      expect(await logIn(ALICE)).toEqual({ status: 200 })
      const { refused } = unwrap(await sandbox.command({ type: 'store:switch', to: 'file', carryOver: true }))
      expect(refused).toMatchObject({ code: 'store-unreachable', params: { why: code } })
    } finally {
      undo()
    }
    expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'file' }))).toMatchObject({ refused: null })
    await sandbox.until('it is told to be back', ({ store }) => store.health.up, 10_000)
    expect(await logIn(ALICE)).toEqual({ status: 200 })
    expect(await greeting()).toContain('Alice')
    expect((await sandbox.state()).server).toMatchObject({ boot: 1, pid, lastDeath: null })
  })

  test.each(inTurn(FAULTS, 0))('on a disk that is %s, it is told in time that the store that serves from memory saves nothing', async (_name, code, begin) => {
    expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'loki' }))).toMatchObject({ refused: null })
    const undo = begin(sandbox.dataFolder)
    const begun = performance.now()
    try {
      const { store } = await sandbox.until('it is told', (state) => state.store.health.why !== null, 10_000)
      expect(performance.now() - begun).toBeLessThan(SERVED.noticeMs + LEEWAY_MS)
      expect(store.health).toMatchObject({ up: true, why: { code } })
      expect(unwrap(await sandbox.command({ type: 'browser:log-in', browser: BOB }))).toEqual({ status: 200 })
      // What came of its own save of that is no news: the disk is.
      await sleep((loki.capabilities.losesLastMs ?? 0) + 1_000)
      expect((await sandbox.state()).store.health).toEqual(store.health)
    } finally {
      undo()
    }
    // It has forgotten that there is something to save.
    await sandbox.until('the last save failed', ({ store }) => store.health.why?.code === 'save-failed', 10_000)
    expect((await sandbox.state()).store.health.why?.params).toMatchObject({ systemCode: code === 'files-full' ? 'ENOSPC' : 'EROFS' })
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: BOB }))
    await sandbox.until('it has saved', ({ store }) => store.health.why === null, 15_000)
    unwrap(await sandbox.command({ type: 'store:switch', to: 'file' }))
    expect((await sandbox.state()).server).toMatchObject({ boot: 1, pid, lastDeath: null })
  })

  // It writes its file now and then only, so it takes a while.
  if (isFull)
    test('on a disk that is full, the store that is served from memory serves, ends nothing, and saves nothing', async () => {
      expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'loki' }))).toMatchObject({ refused: null })
      // What was saved before the disk was full would be there again.
      unwrap(await sandbox.command({ type: 'store:clear' }))
      await sleep((loki.capabilities.losesLastMs ?? 0) + 1_000)
      const undo = fillDisk(sandbox.dataFolder)
      try {
        for (const browser of [ALICE, BOB]) {
          const asked = performance.now()
          expect(unwrap(await sandbox.command({ type: 'browser:log-in', browser }))).toEqual({ status: 200 })
          expect(performance.now() - asked).toBeLessThan(VISITOR_MS + LEEWAY_MS)
          await sleep((loki.capabilities.losesLastMs ?? 0) + 1_000)
        }
        expect((await sandbox.state()).server).toMatchObject({ boot: 1, pid, lastDeath: null })
      } finally {
        undo()
      }
      unwrap(await sandbox.command({ type: 'server:restart' }))
      await sandbox.until('nobody is there', ({ server, store }) => server.boot === 2 && store.sessionCount === 0)
    })
})
