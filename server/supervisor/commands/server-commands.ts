import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../paths.js'
import type { ShopSource, ShopVariant } from '../../protocol/commands.js'
import { unwrap } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/requests.js'
import { requireMachineMemory } from '../children/machine-memory.js'
import type { LiveState } from '../state/live-state.js'
import type { Handlers } from './context.js'

/** The shop, as learners read it. */
const SHOP_SOURCE = 'server/lesson-server/app.ts'
const variantSource = (shop: ShopVariant) => (shop === 'standard' ? null : `server/lesson-server/shops/${shop}.ts`)
const readSource = (path: string) => readFile(join(projectRoot, path), 'utf8')

export const serverCommands: Handlers<'server:restart' | 'server:kill' | 'server:configure' | 'server:shop' | 'server:collect' | 'server:source'> = {
  'server:restart': async ({ heapLimitMb }, { lesson }) => {
    const growthMb = (heapLimitMb ?? lesson.heapLimitMb) - lesson.heapLimitMb
    if (growthMb > 0) requireMachineMemory(growthMb * 1024 * 1024, `A heap limit of ${heapLimitMb} MB`)
    return { boot: await lesson.restart(heapLimitMb) }
  },

  'server:kill': async (_command, { lesson }) => {
    lesson.kill()
    return null
  },

  'server:configure': async ({ options: patch }, { lesson, state }) => {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const options = { ...state.get('server').options, ...given }
    unwrap(await lesson.call((rpc) => rpc.configure(options, state.get('server').shop)))
    noteConfigured(state, { options })
    return null
  },

  'server:shop': async ({ shop }, { lesson, state }) => {
    const { options } = state.get('server')
    unwrap(await lesson.call((rpc) => rpc.configure(options, shop)))
    noteConfigured(state, { options, shop })
    return null
  },

  'server:collect': async (_command, { lesson, state }) => {
    const sample = unwrap(await lesson.call((rpc) => rpc.collect()))
    state.addSample(sample)
    return sample
  },

  'server:source': async (_command, { state, secrets }) => ({
    code: await readSource(SHOP_SOURCE),
    path: SHOP_SOURCE,
    variant: await readVariant(state.get('server').shop),
    options: state.get('server').options,
    secrets,
    store: state.get('store').active,
  }),
}

async function readVariant(shop: ShopVariant): Promise<ShopSource['variant']> {
  const path = variantSource(shop)
  return path === null ? null : { shop, code: await readSource(path), path }
}

function noteConfigured(state: LiveState, changed: { readonly options: SessionOptions; readonly shop?: ShopVariant }): void {
  const at = Date.now()
  state.patch('server', changed)
  state.addRow({ kind: 'configured', key: `configured:${at}`, at, options: changed.options })
}
