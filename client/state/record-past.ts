/** Makes a recording of what has happened. */
import { type BuiltRecording, buildRecording } from '../../server/protocol/recording/build.js'
import { sandboxNow } from '../clock.js'
import { launchToken, PROTOCOL } from './connection.js'
import { past } from './past.js'

/** What a recording's name ends with. Any program unpacks a .gz, and what is in it is JSON. */
export const RECORDING_ENDING = '.sessionscope.json.gz'

export interface Recorder {
  readonly masked: boolean
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

/** A recording of all that the log holds now. @throws Error when the log cannot be had; what `signal` was aborted with */
export async function recordPast({ masked, onProgress, signal }: Recorder): Promise<BuiltRecording> {
  const { history } = await past(launchToken())
  signal.throwIfAborted()
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve))
  return buildRecording({ base: history.base, events: history.after(0) }, { protocol: PROTOCOL, savedAt: sandboxNow(), masked, onProgress, pause, signal })
}
