import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { activeUser } from '../../protocol/active-user.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import { INITIAL_OPTIONS } from '../../protocol/session-options.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { SideBySideRuns, type SideBySideSurroundings } from './side-by-side-runs.js'

const { removed } = vi.hoisted(() => ({ removed: [] as unknown[] }))
vi.mock('../comparison/tidy.js', () => ({
  tidy: async (_label: string, places: readonly StoreTarget[]) => {
    removed.push(...places.map(({ address }) => address))
    return []
  },
}))

test('what a launch that was killed has left goes once its database is there, also where that is first wanted for a comparison', async () => {
  const dataFolder = temporaryFolder()
  writeFileSync(join(dataFolder, 'sides'), 'redis 5\n')
  let phase = 'idle'
  const appended: string[] = []
  const around = {
    dataFolder,
    options: INITIAL_OPTIONS,
    origin: 'http://localhost:4100',
    log: {
      state: { launch: { shops: [{ name: 'standard' }], language: 'en' } },
      subscribe: () => () => {},
      append: ({ kind }: { readonly kind: string }) => appended.push(kind),
    },
    stores: {
      describe: (kind: string) => ({ kind, label: kind, capabilities: { survivesRestart: true } }),
      // It is found, and nobody has said that it may be used.
      prepare: async () => {
        phase = 'up'
        throw new ProblemError('ask-first', 'It was there before.')
      },
    },
    targets: { of: (kind: string) => ({ kind, address: { url: 'redis://x', space: 'shop' } }), resourceOf: () => ({ state: { phase } }) },
  } as unknown as SideBySideSurroundings
  const runs = new SideBySideRuns(around)
  const trace = activeUser({ store: 'redis', shop: 'standard', options: {}, faults: {} }, 3_000)
  const side = { options: {}, touch: 'as-it-is' } as const
  runs.start({ trace, sides: [side, side], speed: 1, agesToo: true, allowFound: false })
  await vi.waitFor(() => expect(appended).toContain('side-by-side-ended'))
  await runs.stop()
  expect(removed).toEqual([{ url: 'redis://x', space: 'shop_side_5' }])
  expect(existsSync(join(dataFolder, 'sides'))).toBe(false)
})
