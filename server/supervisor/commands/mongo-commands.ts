import { unwrap } from '../../protocol/problem.js'
import type { Handlers } from './context.js'

export const mongoCommands: Handlers<'mongo:resolve' | 'mongo:download' | 'mongo:cancel-download'> = {
  'mongo:resolve': async (_command, { database }) => unwrap(await database.acquire()),
  'mongo:download': async (_command, { database }) => unwrap(await database.download()),
  'mongo:cancel-download': async (_command, { database }) => unwrap(await database.cancelDownload()),
}
