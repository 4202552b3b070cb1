/** The contract finds whoever breaks a point of it when processes and databases come and go, and just that. */

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CONTRACT } from '../../config.js'
import { STORE_POINTS, type StorePoint } from '../../protocol/store-catalogue.js'
import { HONEST_LINES, OUTSIDE_LIARS } from '../../test/stores/point-liars.js'
import { isFull, sampled } from '../../test/support/thoroughness.js'
import { POINTS_INSIDE } from './inside.js'
import type { Place } from './place.js'
import { type Row, runContract } from './run.js'
import { ContractTrial } from './trial.js'

const OUTSIDE = ['no-callback', ...STORE_POINTS.filter((point) => !POINTS_INSIDE[point] && point !== 'removal')] as const
/** What never comes is waited for no longer than what comes late on a busy machine. */
const TIMES = { ...CONTRACT, patienceMs: 2_500, driverPatienceMs: 500, aftermathMs: 500 }

const database = createServer((socket) => socket.on('error', () => undefined))
beforeAll(async () => {
  database.listen(0, '127.0.0.1')
  await once(database, 'listening')
})
afterAll(() => void database.close())

function openPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-liar-'))
  const address = database.address()
  const url = `notes://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  return {
    folder,
    server: { url, variable: 'NOTES_URL', addressOf: () => ({ resource: 'heap' }) },
    address: { resource: 'heap' },
    close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

async function rowsOf(lines: string, points: readonly StorePoint[], times = TIMES): Promise<readonly Row[]> {
  const place = openPlace()
  const trial = new ContractTrial({ name: 'notes', lines, packages: [], kind: null, settleMs: 0 }, place, times)
  try {
    const rows: Row[] = []
    for await (const row of runContract(trial, (point) => points.includes(point))) rows.push(row)
    return rows
  } finally {
    await trial.close()
    await place.close()
  }
}

const brokenIn = (rows: readonly Row[]) => Object.fromEntries(rows.filter(({ result }) => result !== 'kept').map(({ point, result }) => [point, result]))

/** All points; or, in a sample, the one that it breaks and another. */
function around(point: StorePoint): readonly StorePoint[] {
  return isFull ? OUTSIDE : [point, OUTSIDE[(OUTSIDE.indexOf(point as (typeof OUTSIDE)[number]) + 1) % OUTSIDE.length] ?? point]
}

describe('the points that take processes of their own', () => {
  it.concurrent('hold nothing against a store that keeps them', async () => {
    const rows = await rowsOf(HONEST_LINES, OUTSIDE)
    expect(brokenIn(rows)).toEqual({})
    expect(rows.map(({ point }) => point).sort()).toEqual([...OUTSIDE].sort())
  })

  it.concurrent.each(sampled(OUTSIDE_LIARS, 8))('find who breaks $point, and just that: $lie', async ({ point, seen, lines }) => {
    expect(brokenIn(await rowsOf(lines, around(point)))).toEqual({ [point]: [seen] })
  })

  it('have a liar each', () => expect(OUTSIDE.filter((name) => !OUTSIDE_LIARS.some(({ point }) => point === name))).toEqual([]))

  it.concurrent('tell of a store that cannot be made why, at each point', async () => {
    const rows = await rowsOf("const store = null\nthrow new Error('nothing can be made')", ['unknown-id', 'restart'])
    expect(rows.map(({ result, because, detail }) => [result, because, detail])).toEqual(Array(2).fill(['not-asked', 'not-open', 'nothing can be made']))
  })

  it('hold nothing against a store whose process begins later than the store may', async () => {
    vi.stubEnv('NODE_OPTIONS', '--import data:text/javascript,await(new(Promise)((go)=>setTimeout(go,2000)))')
    try {
      const rows = await rowsOf(HONEST_LINES, ['outage-at-start'], { ...TIMES, patienceMs: 1_000 })
      expect(brokenIn(rows)).toEqual({})
      expect(rows).toHaveLength(1)
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
