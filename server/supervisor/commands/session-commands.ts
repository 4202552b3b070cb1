import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const sessionCommands: Handlers<'sessions:list' | 'sessions:read' | 'sessions:forget'> = {
  'sessions:list': async ({ search, offset, limit }, { log: { seq }, sessions }) => ({ ...(await sessions.list({ search, offset, limit })), seq }),

  'sessions:forget': async ({ id }, { instances, sessions, log, browsers }) => {
    const forgotten = await sessions.forget(id)
    if (forgotten.removed > 0) {
      log.append({ kind: 'session-forgotten', sessionId: id, undoForMs: forgotten.undoForMs }, { instance: instances.onlyId })
      await browsers.refresh()
    }
    return forgotten
  },

  'sessions:read': async ({ id }, { browsers }) => unwrap(await browsers.readDocument(id)),
}
