import type { Handlers } from './context.js'

export const packageCommands: Handlers<'packages:install' | 'packages:cancel' | 'packages:remove'> = {
  'packages:install': async ({ set, scripts }, { packages }) => {
    packages.install(set, scripts)
    return null
  },
  'packages:cancel': async (_command, { packages }) => {
    await packages.cancel()
    return null
  },
  'packages:remove': async ({ set }, { packages }) => {
    await packages.remove(set)
    return null
  },
}
