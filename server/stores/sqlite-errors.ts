import { codeOf } from '../own-files.js'
import { type Why, why } from '../protocol/why.js'
import { describeError } from '../redact.js'
import { explainByDefault } from './default-explain.js'
import { explainFiles } from './files-errors.js'
import { StoreCallError } from './store-call-error.js'

/** SQLite's result codes (https://www.sqlite.org/rescode.html), extended ones by what they begin with. */
const AS_FILES: Readonly<Record<string, string>> = { SQLITE_READONLY: 'EROFS', SQLITE_FULL: 'ENOSPC', SQLITE_PERM: 'EACCES' }
/** The driver's error while a file is opened has no code, but the number of this one, and the whole path. */
const CANNOT_OPEN = /^ConnectionFailed\(|unable to open database file/i

/**
 * @param label proper name of the store
 * @param file without a folder
 */
export function explainSqlite(label: string, file: string, error: unknown): StoreCallError {
  // The code is an empty text then.
  const code = codeOf(error) || describeError(error)
  const known = whyOf(code, file)
  if (known !== null) return new StoreCallError(label, known)
  const asFiles = Object.entries(AS_FILES).find(([begin]) => code.startsWith(begin))?.[1]
  if (asFiles !== undefined) return explainFiles(label, { code: asFiles })
  return code.startsWith('SQLITE_') ? explainByDefault(label, error) : explainFiles(label, error)
}

function whyOf(code: string, file: string): Why | null {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return why('sqlite-locked', { file }, `another process has locked its file ${file} to write to it. Close what has it open, or wait until it is done.`)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return why(
      'sqlite-damaged',
      { file },
      `its file ${file} is damaged, or is no SQLite database at all. Move it away and restart the server: it begins with an empty one, and everyone in it is logged out.`,
    )
  if (code.startsWith('SQLITE_CANTOPEN') || CANNOT_OPEN.test(code))
    return why(
      'sqlite-cannot-open',
      { file },
      `its file ${file} cannot be opened: this user may not read and write it, or something else stands in its place. Make room for it, and restart the server.`,
    )
  if (code.startsWith('SQLITE_IOERR'))
    return why('sqlite-disk', { file }, `the disk failed while its file ${file} was read or written. See whether the disk is full or was taken away.`)
  return null
}
