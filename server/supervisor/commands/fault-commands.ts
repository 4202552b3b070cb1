import { FIRST_INSTANCE } from '../../protocol/instances.js'
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

  'fault:undo-all': async (_command, { faults, instances, second }) => {
    const others = instances.all.filter(({ id }) => id !== FIRST_INSTANCE)
    // What cannot be undone keeps nothing else.
    const done = await Promise.allSettled([faults.undoAll(), ...others.map(({ id }) => second.remove(id))])
    for (const each of done) if (each.status === 'rejected') throw each.reason
    return null
  },
}
