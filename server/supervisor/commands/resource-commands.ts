import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const resourceCommands: Handlers<'resource:look'> = {
  'resource:look': async ({ resource }, { served }) => unwrap(await served[resource].acquire()),
}
