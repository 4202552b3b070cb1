import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, openAsBlob, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { projectRoot } from '../paths.js'
import { PROTOCOL_VERSION } from '../protocol/dashboard.js'
import { openRecording, RecordingError } from '../protocol/recording/read.js'
import { describeError } from '../redact.js'

/** The list of recordings in the page, empty as it is built. */
const EMPTY_LIST = '<script type="application/json" id="sessionscope-recordings">[]</script>'

/**
 * @param out folder; what is in it is replaced
 * @param files recordings to put beside the page
 * @returns their names, by which an address asks for them
 * @throws UnusableRecording where a file is no recording, before anything is written
 */
export async function buildViewer(out: string, files: readonly string[]): Promise<readonly string[]> {
  const recordings = new Map<string, Buffer>()
  for (const file of files) recordings.set(nameFor(file, recordings), await checked(file))
  await promisify(execFile)(process.execPath, [join(projectRoot, 'client/build.mjs'), 'viewer', out], { cwd: projectRoot })
  const folder = join(out, 'recordings')
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of recordings) {
    writeFileSync(join(folder, `${name}.sessionscope.json.gz`), bytes)
    // For whoever opens the page as a file: it may read no other file, but run a script beside it.
    writeFileSync(join(folder, `${name}.js`), `document.currentScript.dataset.recording='${bytes.toString('base64')}'\n`)
  }
  const page = join(out, 'index.html')
  const list = JSON.stringify([...recordings.keys()])
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(EMPTY_LIST, () => EMPTY_LIST.replace('[]', () => list)),
  )
  copyFileSync(join(projectRoot, 'LICENSE'), join(out, 'LICENSE'))
  return [...recordings.keys()]
}

/** A file that the viewer cannot show. */
export class UnusableRecording extends Error {
  readonly file: string
  readonly fault: string

  /** @param fault what is wrong with it: a code with its parameters, or what the system says */
  constructor(file: string, fault: string) {
    super(`${file} cannot be shown: ${fault}`)
    this.file = file
    this.fault = fault
  }
}

/** @returns its bytes, compressed. @throws UnusableRecording */
async function checked(file: string): Promise<Buffer> {
  try {
    await openRecording(await openAsBlob(file), PROTOCOL_VERSION)
  } catch (error) {
    if (error instanceof RecordingError) throw new UnusableRecording(file, `${error.fault} ${JSON.stringify(error.params)}`)
    throw new UnusableRecording(file, describeError(error))
  }
  const bytes = readFileSync(file)
  return isCompressed(bytes) ? bytes : gzipSync(bytes)
}

function isCompressed(bytes: Buffer): boolean {
  try {
    return gunzipSync(bytes.subarray(0, 2_000), { finishFlush: 2 }).length > 0
  } catch {
    return false
  }
}

/** Of letters, digits, dots, dashes and underscores, so that it is the same in an address and on every disk. */
function nameFor(file: string, taken: ReadonlyMap<string, unknown>): string {
  const plain = basename(file)
    .replace(/(?:\.sessionscope)?(?:\.json)?(?:\.gz)?$/, '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
  const base = plain === '' ? 'recording' : plain
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}
