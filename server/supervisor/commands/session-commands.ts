import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const sessionCommands: Handlers<'sessions:list' | 'sessions:read'> = {
  'sessions:list': async ({ search, offset, limit }, { log: { seq }, sessions }) => ({ ...(await sessions.list({ search, offset, limit })), seq }),

  'sessions:read': async ({ id }, { browsers }) => unwrap(await browsers.readDocument(id)),
}
