import type { Handlers } from './context.js'
import { valueOf } from './context.js'

export const mongoCommands: Handlers<'mongo:resolve' | 'mongo:download' | 'mongo:cancel-download'> = {
  'mongo:resolve': async (_command, { database }) => valueOf(await database.resolve()),
  'mongo:download': async (_command, { database }) => valueOf(await database.download()),
  'mongo:cancel-download': async (_command, { database }) => valueOf(await database.cancelDownload()),
}
