import type { InstanceId } from '../../protocol/instances.js'
import type { SigningSecret } from '../../protocol/ipc.js'
import { ProblemError, unwrap } from '../../protocol/problem.js'
import type { SecretId } from '../../protocol/requests.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { findAdapter } from '../../stores/registry.js'
import { requireMachineMemory } from '../children/machine-memory.js'
import type { CommandContext, Handlers } from './context.js'
import { readShopSource } from './shop-source.js'

export const serverCommands: Handlers<
  'server:restart' | 'server:kill' | 'server:configure' | 'server:shop' | 'server:collect' | 'server:source' | 'secrets:add' | 'secrets:drop'
> = {
  'server:restart': async ({ instance, heapLimitMb }, { instances }) => {
    const lesson = instances.find(instance)
    const growthMb = (heapLimitMb ?? lesson.heapLimitMb) - lesson.heapLimitMb
    if (growthMb > 0) requireMachineMemory(growthMb * 1024 * 1024, `A heap limit of ${heapLimitMb} MB`)
    return { boot: await lesson.restart(heapLimitMb) }
  },

  'server:kill': async ({ instance }, { instances }) => {
    await instances.find(instance).kill()
    return null
  },

  'server:configure': ({ instance, options: patch }, context) => {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    return configure(context, instance, ({ options, shop }) => ({ options: { ...options, ...given }, shop }))
  },

  'server:shop': async ({ instance, shop }, context) => {
    requireShop(context, shop)
    return await configure(context, instance, ({ options }) => ({ options, shop }))
  },

  'server:collect': async ({ instance }, { instances, log, crowd }) => {
    const lesson = instances.find(instance)
    const sample = unwrap(await lesson.call((rpc) => rpc.collect()))
    log.append({ kind: 'memory-read', sample, crowdMs: crowd.elapsedMs }, { instance: lesson.id })
    return sample
  },

  'secrets:add': async (_command, context) => {
    const [newest] = await changeSecrets(context, ({ secrets }) => secrets.withNew())
    return { id: newest ?? '' }
  },

  'secrets:drop': async ({ id }, context) => {
    await changeSecrets(context, ({ secrets }) => secrets.without(id))
    return null
  },

  'server:source': async ({ instance, shop: asked, store: kind }, context) => {
    const { instances, log, secrets } = context
    const { shop: running, options } = instances.find(instance).server
    const shop = asked ?? running
    requireShop(context, shop)
    const store = kind ?? log.state.store.active
    return { ...(await readShopSource(shop)), options, secrets: secrets.list.length, store, storeCode: findAdapter(store).snippet }
  },
}

/** @throws ProblemError where there is no such shop */
function requireShop({ log }: CommandContext, shop: string): void {
  const { shops } = log.state.launch
  if (shops.some(({ name }) => name === shop)) return
  throw new ProblemError('unknown-shop', `There is no shop "${shop}". Choose one of: ${shops.map(({ name }) => name).join(', ')}.`, { shop })
}

interface Configuration {
  readonly options: SessionOptions
  readonly shop: string
}

/** Of the one that is named, or of all. In turn, so that each change builds on what the one before it has made, also where both were held. */
async function configure(
  { instances, log, secrets }: CommandContext,
  instance: InstanceId | undefined,
  change: (now: Configuration) => Configuration,
): Promise<null> {
  for (const lesson of instance === undefined ? instances.all : [instances.find(instance)]) {
    await lesson.inTurn(async () => {
      const { options, shop } = change(lesson.server)
      if (options.name === log.state.balancer.cookieName)
        throw new ProblemError('bad-input', `"${options.name}" is the cookie of the proxy's own. Give the session's cookie another name.`, {
          reason: 'sticky-cookie',
        })
      unwrap(await lesson.call((rpc) => rpc.configure(options, shop, secrets.list)))
      log.append({ kind: 'configured', options, shop, secrets: secrets.ids }, { instance: lesson.id })
    })
  }
  return null
}

/** Of all lesson servers, since any of them may be sent any cookie. @returns the ids of those that are in force now */
async function changeSecrets(context: CommandContext, next: (context: CommandContext) => readonly SigningSecret[]): Promise<readonly SecretId[]> {
  const { instances, log, secrets, browsers } = context
  await secrets.change(
    () => next(context),
    async () => {
      for (const lesson of instances.all) {
        await lesson.inTurn(async () => {
          const { options, shop } = lesson.server
          unwrap(await lesson.call((rpc) => rpc.configure(options, shop, secrets.list)))
          log.append({ kind: 'configured', options, shop, secrets: secrets.ids }, { instance: lesson.id })
        })
      }
    },
  )
  browsers.publish()
  return secrets.ids
}
