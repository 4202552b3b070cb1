import type { Handlers } from './context.js'

export const crowdCommands: Handlers<'crowd:start' | 'crowd:cancel' | 'crowd:forget'> = {
  'crowd:start': async ({ type: _type, ...order }, { crowd }) => ({ run: await crowd.start(order) }),

  'crowd:cancel': async (_command, { crowd }) => {
    await crowd.cancel()
    return null
  },

  'crowd:forget': async ({ run }, { crowd }) => {
    crowd.forget(run)
    return null
  },
}
