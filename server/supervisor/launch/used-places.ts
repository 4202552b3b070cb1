/** Which places in databases that were found have been used from this data folder, so that nobody is asked twice: by their keys, one a line. */
import { appendFileSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FILE_MODE } from '../../own-files.js'

const KEY = /^[\w-]{43}$/

export class UsedPlaces {
  readonly #path: string
  readonly #keys: Set<string>

  /** @param dataFolder of this launch */
  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'used-mongodb')
    this.#keys = new Set(keysIn(this.#path))
  }

  get all(): readonly string[] {
    return [...this.#keys]
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  /** Where it cannot be kept, it holds for this launch, and the next one asks again. */
  add(key: string): void {
    if (this.#keys.has(key)) return
    this.#keys.add(key)
    try {
      appendFileSync(this.#path, `${key}\n`, { mode: FILE_MODE })
    } catch {
      // A disk that is full or read-only is told of elsewhere.
    }
  }
}

function keysIn(path: string): readonly string[] {
  try {
    // Anything but a file (a pipe, a device) might never stop answering.
    const text = lstatSync(path).isFile() ? readFileSync(path, 'utf8') : ''
    return text.split('\n').filter((line) => KEY.test(line))
  } catch {
    return []
  }
}
