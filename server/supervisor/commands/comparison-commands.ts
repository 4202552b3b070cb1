import type { Handlers } from './context.js'

export const comparisonCommands: Handlers<'stores:compare' | 'stores:cancel-comparison'> = {
  'stores:compare': async ({ stores, allowFound }, { comparisons }) => {
    comparisons.start(stores, allowFound)
    return null
  },
  'stores:cancel-comparison': async (_command, { comparisons }) => {
    await comparisons.cancel()
    return null
  },
}
