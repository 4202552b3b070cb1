import type { Handlers } from './context.js'
import { valueOf } from './context.js'

export const sessionCommands: Handlers<'sessions:list' | 'sessions:read'> = {
  'sessions:list': async ({ search, offset, limit }, { lesson }) => valueOf(await lesson.call((rpc) => rpc.listSessions({ search, offset, limit }))),
  'sessions:read': async ({ id }, { lesson }) => valueOf(await lesson.call((rpc) => rpc.readSession(id))),
}
