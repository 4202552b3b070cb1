/** Which places of sides are in use, in a file of the data folder: what a launch that was killed has left is removed by the next one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FILE_MODE } from '../../own-files.js'

/** A place by the kind of its store and the number of its side. */
export interface KeptPlace {
  readonly kind: string
  readonly side: number
}

const LINE = /^([a-z][a-z0-9-]{0,39}) (\d)$/

export class KeptPlaces {
  readonly #path: string

  /** @param dataFolder of this launch */
  constructor(dataFolder: string) {
    this.#path = join(dataFolder, 'sides')
  }

  /** Those that were written down last. */
  read(): readonly KeptPlace[] {
    try {
      return readFileSync(this.#path, 'utf8')
        .slice(0, 10_000)
        .split('\n')
        .flatMap((line) => {
          const [, kind, side] = LINE.exec(line) ?? []
          return kind === undefined ? [] : [{ kind, side: Number(side) }]
        })
    } catch {
      return []
    }
  }

  /** In place of what was written down before. Where it cannot be kept, a launch that is killed leaves what its sides had. */
  write(places: readonly KeptPlace[]): void {
    try {
      if (places.length === 0) rmSync(this.#path, { force: true })
      else writeFileSync(this.#path, places.map(({ kind, side }) => `${kind} ${side}\n`).join(''), { mode: FILE_MODE })
    } catch {
      // A disk that is full or read-only is told of elsewhere.
    }
  }
}
