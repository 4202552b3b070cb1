/** What is asked of lesson servers that switch together, with stand-ins for them. */
import { expect, test } from 'vitest'
import type { SwitchFunctions } from '../protocol/ipc.js'
import { ok } from '../protocol/problem.js'
import { switchTogether } from './switch-together.js'

const FIGURES = { carried: 0, recopied: 0, altered: 0, left: null, longestWaitMs: 0 }

/** Out of a store that all share into one of its own. `again`: what it was to copy again, and to leave to others. */
function server(onCopy: () => void = () => {}): SwitchFunctions & { readonly again: (readonly [readonly string[], readonly string[]])[] } {
  const again: (readonly [readonly string[], readonly string[]])[] = []
  const done = async () => ok(null)
  return {
    again,
    switchPrepare: async () => ok({ from: 'mongodb', refused: null, isThere: false, sourceIsShared: true, targetIsShared: false, found: 0 }),
    switchCopy: async () => {
      onCopy()
      return ok(null)
    },
    switchChanged: async () => ok([]),
    switchCopyAgain: async (ids, others) => {
      again.push([ids, others])
      return ok(null)
    },
    switchHold: done,
    switchFlip: async () => ok(true),
    switchOpen: done,
    switchFinish: async () => ok(FIGURES),
    switchGiveUp: done,
    switchTakeBack: done,
    switchCallOff: async () => ok(FIGURES),
  }
}

test('a session whose browser is seen with another server after it was copied goes there, also where it did not change', async () => {
  const homes = new Map<string, SwitchFunctions>()
  const a = server(() => void homes.set('moved', b))
  const b = server()
  homes.set('moved', a).set('stays', a)
  const { report } = await switchTogether([a, b], { kind: 'memory', address: { resource: 'heap' } }, true, () => new Map(homes))
  expect(report.refused).toBeNull()
  expect([a.again, b.again]).toEqual([[[[], ['moved']]], [[['moved'], []]]])
})
