/** Looks for a program of this machine. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * @param names in the order tried, each in all folders
 * @param folders beside those of PATH, and after them
 * @returns its path; null: there is none that may be run
 */
export function findProgram(names: readonly string[], folders: readonly string[], path = process.env.PATH ?? ''): string | null {
  const places = [...path.split(delimiter).filter((folder) => folder !== ''), ...folders]
  const files = process.platform === 'win32' ? names.map((name) => `${name}.exe`) : names
  for (const file of files) for (const place of places) if (isProgram(join(place, file))) return join(place, file)
  return null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
