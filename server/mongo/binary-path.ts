/** Where a mongod may be on this machine. Nothing is ever downloaded here. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { projectRoot } from '../paths.js'

export interface FoundBinary {
  readonly path: string
  readonly foundIn: 'MONGOD_BINARY' | 'PATH' | 'cache'
}

const EXECUTABLE = process.platform === 'win32' ? 'mongod.exe' : 'mongod'

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Folders in which mongodb-memory-server keeps what it downloaded (DryMongoBinary.generatePaths of mongodb-memory-server-core):
 * MONGOMS_DOWNLOAD_DIR, the home folder's cache, the project's node_modules/.cache.
 */
export function cacheFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const chosen = environment.MONGOMS_DOWNLOAD_DIR
  return [
    ...(chosen ? [resolve(chosen)] : []),
    join(homedir(), '.cache', 'mongodb-binaries'),
    join(projectRoot, 'node_modules', '.cache', 'mongodb-memory-server'),
  ]
}

/** Newest version first, going by the name `mongod-ARCH-DIST-VERSION`. */
function binariesIn(folder: string): readonly string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  // A lock beside a binary means that it is still being unpacked.
  const locked = new Set(names.filter((name) => name.endsWith('.lock')).map((name) => name.slice(0, -'.lock'.length)))
  const version = (name: string) =>
    name
      .replace(/\.exe$/, '')
      .split('-')
      .at(-1) ?? ''
  return names
    .filter((name) => /^mongod-.*\d+\.\d+\.\d+(\.exe)?$/.test(name) && !locked.has(version(name)))
    .sort((a, b) => version(b).localeCompare(version(a), undefined, { numeric: true }))
    .map((name) => join(folder, name))
}

/**
 * @param preferred MONGOD_BINARY; when it is set, nothing else is looked at
 * @returns null when there is none
 */
export function findBinary(preferred: string | null, environment: NodeJS.ProcessEnv = process.env): FoundBinary | null {
  if (preferred) return { path: resolve(preferred), foundIn: 'MONGOD_BINARY' }
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    const path = join(folder, EXECUTABLE)
    if (folder && isExecutable(path)) return { path, foundIn: 'PATH' }
  }
  for (const folder of cacheFolders(environment)) {
    const path = binariesIn(folder).find(isExecutable)
    if (path) return { path, foundIn: 'cache' }
  }
  return null
}
