import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const sessionCommands: Handlers<'sessions:list' | 'sessions:read'> = {
  'sessions:list': async ({ search, offset, limit }, { log: { seq }, instances }) => {
    const page = unwrap(await instances.first.call((rpc) => rpc.listSessions({ search, offset, limit })))
    return { ...page, seq }
  },
  'sessions:read': async ({ id }, { browsers }) => unwrap(await browsers.readDocument(id)),
}
