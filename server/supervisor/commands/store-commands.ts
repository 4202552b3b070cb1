import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear' | 'store:bring-back'> = {
  'store:switch': ({ to, carryOver, allowFound }, { stores }) => stores.to(to, carryOver, allowFound),

  'store:clear': async (_command, { instances, sessions, log, browsers }) => {
    // What a lesson's set-up clears would come back in the middle of the lesson.
    const forgotten = await sessions.clear(log.state.lesson?.settingUp === true)
    log.append({ kind: 'cleared', ...forgotten }, { instance: instances.onlyId })
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
