/** What an adapter need not say: stores with `get`, `set` and `destroy` alone keep the whole contract by the defaults. And the contract finds who breaks it. */
import session from 'express-session'
import { describe, expect, it } from 'vitest'
import { describeStoreContract } from '../test/stores/contract.js'
import { filesAdapter } from '../test/stores/files-adapter.js'
import { FOUND_BY, honest, honestTimers, LIARS, type Liar } from '../test/stores/liars.js'
import { mapAdapter } from '../test/stores/map-adapter.js'
import { PLACES } from '../test/stores/places.js'
import { brokenPromises } from '../test/stores/promises.js'
import type { StoreAdapter, StoreTuning } from './adapter.js'
import { openStore } from './opening.js'

async function trial(adapter: StoreAdapter, startAgain?: Liar['startAgain']): Promise<readonly string[]> {
  const place = await PLACES[adapter.resource][0]?.open()
  if (!place) throw new Error(`No store can be tried in a ${adapter.resource}.`)
  const { address } = place
  const again = (tuning?: StoreTuning) => openStore(adapter, session, address, tuning)
  const open = await again()
  try {
    // Everything answers at once, or never: this long is waited for the few that never do.
    return await brokenPromises({
      adapter,
      open,
      again,
      answerWithinMs: 1_500,
      ...(startAgain && address.resource === 'folder' && { startAgain: () => startAgain(address.path) }),
    })
  } finally {
    await open.close()
    await place.close()
  }
}

for (const adapter of [mapAdapter(), filesAdapter(), honest]) {
  const [place] = PLACES[adapter.resource]
  if (place) describeStoreContract(adapter, () => place.open(), { looks: false })
}

describe('the contract finds', () => {
  it('nothing to say against stores that keep it', async () => {
    for (const adapter of [mapAdapter(), filesAdapter(), honest, ...honestTimers]) expect(await trial(adapter), adapter.label).toEqual([])
  })

  it('lies about each capability', () => {
    const lied = new Set(LIARS.map(({ about }) => about))
    expect(Object.values(FOUND_BY).filter((about) => !lied.has(about))).toEqual([])
  })

  it.each(LIARS)('a store that breaks what it says of $about, and just that: $lie', async ({ about, adapter, startAgain }) => {
    expect(await trial(adapter, startAgain)).toEqual([about])
  })
})
