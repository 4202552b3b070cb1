/** The contract finds whoever breaks a point of it where it is asked, and just that. */

import type { Store } from 'express-session'
import { describe, expect, it } from 'vitest'
import type { StorePoint } from '../../protocol/store-catalogue.js'
import { honestStore, INSIDE_LIARS } from '../../test/stores/point-liars.js'
import { POINTS_INSIDE } from './inside.js'
import { type Point, tried } from './subject.js'

const points = Object.entries(POINTS_INSIDE) as readonly [StorePoint, Point][]

/** What each point finds that is not kept. A store in memory needs no time for what has expired. */
async function brokenPoints(make: () => Store): Promise<Readonly<Partial<Record<StorePoint, unknown>>>> {
  const found: Partial<Record<StorePoint, unknown>> = {}
  // Side by side, since each has a store of its own.
  await Promise.all(
    points.map(async ([name, point]) => {
      const { result } = await tried(point, { store: make(), patienceMs: 1_000, soonMs: 600, afterMs: 50 })
      if (result !== 'kept') found[name] = result
    }),
  )
  return found
}

describe('the points that are tried where the store is', () => {
  it.concurrent('hold nothing against a store that keeps them', async () => expect(await brokenPoints(honestStore)).toEqual({}))

  it.concurrent.each(INSIDE_LIARS)('find who breaks $point, and just that: $lie', async ({ point, seen, make }) => {
    expect(await brokenPoints(make)).toEqual({ [point]: [seen] })
  })

  it('have a liar each', () => expect(points.map(([name]) => name).filter((name) => !INSIDE_LIARS.some(({ point }) => point === name))).toEqual([]))
})
