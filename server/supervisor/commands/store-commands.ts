import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear'> = {
  'store:switch': ({ to, carryOver, allowFound }, { stores }) => stores.to(to, carryOver, allowFound),

  'store:clear': async (_command, { instances, sessions, log, browsers }) => {
    const removed = await sessions.clear()
    log.append({ kind: 'cleared', removed }, { instance: instances.onlyId })
    await browsers.refresh()
    return { removed }
  },
}
