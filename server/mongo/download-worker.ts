/** The process that downloads: mongodb-memory-server-core fetches, checks and unpacks; this says how far it is. */
import { execFileSync } from 'node:child_process'
import { chmodSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary.js'
import { MongoBinaryDownload } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownload.js'
import { describeError } from '../redact.js'

export interface DownloadTask {
  readonly version: string
  /** An empty folder on the same disk as cacheFolder. */
  readonly workFolder: string
  readonly cacheFolder: string
}

export type DownloadMessage =
  | { readonly type: 'progress'; readonly receivedBytes: number; readonly totalBytes: number | null }
  | { readonly type: 'done'; readonly path: string }
  | { readonly type: 'failed'; readonly reason: string }

const PROGRESS_INTERVAL_MS = 200

// Fail soon and legibly, check what came, and insist on a valid certificate (the package does not by default).
process.env.MONGOMS_MAX_RETRIES = '1'
process.env.MONGOMS_MD5_CHECK = 'true'
process.env.npm_config_strict_ssl = 'true'
delete process.env.MONGOMS_SYSTEM_BINARY
delete process.env.MONGOMS_DOWNLOAD_DIR

function tell(message: DownloadMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, undefined, undefined, () => resolve())
    else resolve()
  })
}

/** The package prints its progress; this counts the same bytes and tells them instead. */
class ReportedDownload extends MongoBinaryDownload {
  #toldAt = Number.NEGATIVE_INFINITY

  override printDownloadProgress(chunk: { readonly length: number }, forcePrint = false): void {
    this.dlProgress.current += chunk.length
    const now = performance.now()
    // The checksum file comes the same way; its few bytes are not the download.
    if (this.dlProgress.length < 1_000_000 || (now - this.#toldAt < PROGRESS_INTERVAL_MS && !forcePrint)) return
    this.#toldAt = now
    void tell({ type: 'progress', receivedBytes: this.dlProgress.current, totalBytes: this.dlProgress.length || null })
  }
}

async function download(task: DownloadTask): Promise<string> {
  const options = await DryMongoBinary.generateOptions({ version: task.version, downloadDir: task.workFolder })
  const unpacked = await new ReportedDownload({ ...options, downloadDir: task.workFolder, checkMD5: true }).getMongodPath()
  chmodSync(unpacked, 0o700)
  execFileSync(unpacked, ['--version'], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 10_000 })
  const path = join(task.cacheFolder, basename(unpacked))
  renameSync(unpacked, path)
  return path
}

process.on('disconnect', () => process.exit(1))
process.on('SIGINT', () => {})
process.once('message', (task: DownloadTask) => {
  download(task)
    .then((path) => tell({ type: 'done', path }))
    .catch((error: unknown) => tell({ type: 'failed', reason: describeError(error).replaceAll(/\s+/g, ' ').slice(0, 400) }))
    .finally(() => process.exit(0))
})
