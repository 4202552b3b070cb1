import type { Handlers } from './context.js'

export const instanceCommands: Handlers<'instances:add' | 'instances:remove' | 'instances:rolling-restart' | 'balancer:choose'> = {
  'instances:add': async (_command, { second }) => ({ instance: await second.add() }),

  'instances:remove': async ({ instance }, { second }) => {
    await second.remove(instance)
    return null
  },

  'instances:rolling-restart': async (_command, { second }) => ({ restarted: await second.restartOneByOne() }),

  'balancer:choose': async ({ rule }, { log }) => {
    log.append({ kind: 'balancer-chosen', rule })
    return null
  },
}
