import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import { isScarce } from './disk-room.js'
import { PolledHealth } from './polled-health.js'
import { whenFree } from './sqlite-client.js'
import type { SqliteSessions } from './sqlite-sessions.js'

/**
 * Reading goes on while a file cannot be written to, and both go on when it was deleted: SQLite keeps it open, and what it holds is gone when the process is.
 * So it is looked at the file itself.
 *
 * @param path of the file, which is open
 * @param explain what an error means
 */
export function sqliteHealth(path: string, sessions: SqliteSessions, explain: (error: unknown) => Why): PolledHealth {
  const opened = statSync(path)
  const health = new PolledHealth(async () => {
    try {
      const found = await stat(path).catch(() => null)
      if (found?.ino !== opened.ino || found.dev !== opened.dev) return deleted()
      const scarce = await isScarce(dirname(path))
      if (!health.isClosed) await whenFree(() => (scarce ? sessions.write() : sessions.tryToWrite()), STORES.pingTimeoutMs)
      return null
    } catch (error) {
      return explain(error)
    }
  })
  return health
}

function deleted(): Why {
  return why(
    'sqlite-gone',
    {},
    'its file was deleted or replaced. The server still has the old one open, and what is in it is lost when it ends. Restart it: it begins with the file that is there then.',
  )
}
