import type { Handlers } from './context.js'

export const faultCommands: Handlers<'fault:set' | 'fault:undo' | 'fault:undo-all'> = {
  'fault:set': async ({ fault, settings }, { faults }) => {
    await faults.set(fault, settings)
    return null
  },

  'fault:undo': async ({ fault }, { faults }) => {
    await faults.undo(fault)
    return null
  },

  'fault:undo-all': async (_command, { faults }) => {
    await faults.undoAll()
    return null
  },
}
