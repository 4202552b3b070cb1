/** Opening a recording, and showing it instead of a sandbox. */
import { type OpenedRecording, openRecording } from '../../server/protocol/recording/read.js'
import { stopClock } from '../clock.js'
import { PROTOCOL } from './connection.js'
import { dashboardStore } from './dashboard-store.js'
import { givePast } from './past.js'

/** @throws RecordingError with what is wrong with the file; Error where it cannot be read at all */
export function readRecording(file: Blob): Promise<OpenedRecording> {
  return openRecording(file, PROTOCOL)
}

/** From now on the page shows this: what stands for now is its end. */
export function showRecording({ recording, history, end }: OpenedRecording): void {
  givePast(history)
  stopClock(recording.events.at(-1)?.at ?? recording.savedAt)
  dashboardStore.setState({ source: 'recording', snapshot: end, moment: null, connection: { phase: 'live', since: performance.now(), obstacle: null } })
}
