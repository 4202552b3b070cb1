import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of all files below a folder. What vanishes meanwhile, and a folder that is not there, count nothing. */
export async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await sizeOf(path)
    else
      bytes += await lstat(path)
        .then(({ size }) => size)
        .catch(() => 0)
  }
  return bytes
}
