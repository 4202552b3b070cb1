import type { Handlers } from './context.js'

export const compareCommands: Handlers<'compare:start' | 'compare:cancel'> = {
  'compare:start': async ({ type: _type, ...order }, { sideBySide }) => {
    sideBySide.start(order)
    return null
  },
  'compare:cancel': async (_command, { sideBySide }) => {
    await sideBySide.cancel()
    return null
  },
}
