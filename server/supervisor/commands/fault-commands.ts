import type { Handlers } from './context.js'

export const faultCommands: Handlers<'fault:set' | 'fault:undo' | 'fault:undo-all'> = {
  'fault:set': async ({ fault, settings, instance }, { faults, instances }) => {
    if (instance) instances.find(instance)
    await faults.set(fault, settings, instance)
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
