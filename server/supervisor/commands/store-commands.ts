import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear'> = {
  'store:switch': ({ to, carryOver, allowFound }, { stores }) => stores.to(to, carryOver, allowFound),

  'store:clear': async (_command, { instances, log, browsers }) => {
    const lesson = instances.first
    const { removed } = unwrap(await lesson.call((rpc) => rpc.clearStore()))
    log.append({ kind: 'cleared', removed }, { instance: lesson.id })
    await browsers.refresh()
    return { removed }
  },
}
