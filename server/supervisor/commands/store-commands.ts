import { FIRST_INSTANCE } from '../../protocol/instances.js'
import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear'> = {
  'store:switch': ({ to, carryOver }, { stores }) => stores.to(to, carryOver),

  'store:clear': async (_command, { lesson, log, browsers }) => {
    const { removed } = unwrap(await lesson.call((rpc) => rpc.clearStore()))
    log.append({ kind: 'cleared', removed }, { instance: FIRST_INSTANCE })
    await browsers.refresh()
    return { removed }
  },
}
