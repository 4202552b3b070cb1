/** Last source: the embedded server, in a child process of this one. Always there, also on a fresh, offline machine. */
import type { DatabaseOrder } from '../protocol/ipc.js'
import type { SourceAnswer } from './source.js'

export async function openEmbedded(_order: DatabaseOrder): Promise<SourceAnswer> {
  return { kind: 'embedded', outcome: 'failed', code: 'embedded-failed', reason: 'The embedded server is being built.' }
}
