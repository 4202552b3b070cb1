/** The lines of a collection's file: what they hold, how they are known to be whole, and where those that are not are kept. */
import { copyFileSync, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { checkBson } from './bson-check.js'

/** A document on disk. `_id` grows with every change; `r` stays the document's own. */
export interface JournalRecord {
  readonly _id: number
  readonly r: number
  /** BSON, base64. */
  readonly b: string
  /** CRC-32 of `b`; files of earlier versions have none. */
  readonly c?: number
}

export function recordOf(_id: number, r: number, b: string): JournalRecord {
  return { _id, r, b, c: crc32(b) }
}

/** Records that a file held and that could not be read. */
export interface Damage {
  /** Name of the file, without its folder. */
  readonly file: string
  readonly records: number
  /** Name of its copy as it was, in the same folder. */
  readonly copy: string
}

function isWhole(line: string): boolean {
  try {
    const record = JSON.parse(line) as Partial<JournalRecord> & { readonly $$deleted?: boolean }
    if (!Number.isInteger(record._id)) return false
    if (record.$$deleted === true) return true
    const { r, b, c } = record
    if (!Number.isInteger(r) || typeof b !== 'string' || (c !== undefined && c !== crc32(b))) return false
    checkBson(Buffer.from(b, 'base64'))
    return true
  } catch {
    return false
  }
}

/** Looks at the lines of one file as they are read. */
export class LineCheck {
  readonly #path: string
  #records = 0
  #copy: string | null = null

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Before the file is written without a damaged line, it is copied as it is.
   *
   * @returns the line, or an empty one for what is no record
   * @throws Error when it cannot be copied
   */
  pass(line: string): string {
    if (isWhole(line)) return line
    this.#records++
    this.#copy ??= keepBeside(this.#path)
    return ''
  }

  get damage(): Damage | null {
    return this.#copy === null ? null : { file: basename(this.#path), records: this.#records, copy: this.#copy }
  }
}

/** @returns the name of the copy */
function keepBeside(path: string): string {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number++
  copyFileSync(path, `${path}.damaged-${number}`)
  return basename(`${path}.damaged-${number}`)
}
