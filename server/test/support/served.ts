/** Database servers for tests, started as the sandbox starts them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServedKind } from '../../protocol/served-kinds.js'
import type { OwnedProcess } from '../../resources/owned-process.js'
import { loadDatabase } from '../../resources/served/databases.js'
import { findProgram } from '../../resources/served/find-program.js'
import { runEmbedded } from '../../resources/served/run-embedded.js'

export interface TestServer {
  readonly url: string
  readonly owned: OwnedProcess
  stop(): Promise<void>
}

/** Is there a program of this kind on this machine? */
export async function hasProgram(kind: ServedKind): Promise<boolean> {
  const { program } = await loadDatabase(kind)
  return program !== null && findProgram(program.names, program.folders()) !== null
}

/** @throws Error when there is none, or when it does not start */
export async function startProgram(kind: ServedKind): Promise<TestServer> {
  const { program } = await loadDatabase(kind)
  const path = program && findProgram(program.names, program.folders())
  if (!path) throw new Error(`There is no ${kind} on this machine.`)
  return inFolder(async (folder) => {
    const started = await program.start(path, folder, new AbortController().signal)
    if ('outcome' in started) throw new Error(started.reason)
    return started
  })
}

/** @throws Error when there is none, or when it does not start */
export async function startEmbedded(kind: ServedKind): Promise<TestServer> {
  const { embedded } = await loadDatabase(kind)
  if (embedded === null) throw new Error(`There is no embedded ${kind}.`)
  return inFolder((folder) => runEmbedded(embedded, folder))
}

async function inFolder(start: (folder: string) => Promise<{ readonly owned: OwnedProcess; readonly url: string }>): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-served-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const { owned, url } = await start(folder)
    return { owned, url, stop: () => owned.stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}
