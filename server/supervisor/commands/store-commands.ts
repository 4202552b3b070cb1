import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear' | 'store:bring-back'> = {
  'store:switch': ({ to, carryOver, allowFound }, { stores }) => stores.to(to, carryOver, allowFound),

  'store:clear': async (_command, { instances, sessions, log, browsers }) => {
    const forgotten = await sessions.clear()
    log.append({ kind: 'cleared', removed: forgotten.removed }, { instance: instances.onlyId })
    await browsers.refresh()
    return forgotten
  },

  'store:bring-back': async (_command, { instances, sessions, log, browsers }) => {
    const restored = await sessions.bringBack()
    log.append({ kind: 'brought-back', restored }, { instance: instances.onlyId })
    await browsers.refresh()
    return { restored }
  },
}
