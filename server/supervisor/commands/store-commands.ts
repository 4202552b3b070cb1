import { unwrap } from '../../protocol/problem.js'
import { afterClear } from '../state/holdings.js'
import type { Handlers } from './context.js'

export const storeCommands: Handlers<'store:switch' | 'store:clear'> = {
  'store:switch': ({ to, carryOver }, { stores }) => stores.to(to, carryOver),

  'store:clear': async (_command, { lesson, state, browsers }) => {
    const { removed } = unwrap(await lesson.call((rpc) => rpc.clearStore()))
    const at = Date.now()
    const store = state.get('store')
    const { active } = store
    const cause = state.get('lesson')?.settingUp === true ? 'lesson' : 'cleared'
    state.patch('store', { sessionCount: 0, bytesPerSession: null, ...afterClear(store, cause, removed, at) })
    state.addRow({ kind: 'cleared', key: `cleared:${at}`, at, store: active, sessions: removed })
    await browsers.refresh()
    return { removed }
  },
}
