/** What is wrong with a recording, in the reader's language. */
import { useTranslation } from 'react-i18next'
import { RecordingError, type RecordingFault } from '../../../server/protocol/recording/read.js'
import { formatBytes, formatNumber } from '../../ui/format.js'

/** `not-found`: the page has none of that name; `unreadable`: the file is not there any more. */
export interface Fault {
  readonly code: RecordingFault | 'not-found' | 'unreadable'
  readonly params: RecordingError['params']
}

/** One that the address names and the page does not have. */
export class NotFound extends Error {
  readonly recording: string

  constructor(recording: string) {
    super(`no recording ${recording}`)
    this.recording = recording
  }
}

export function faultOf(error: unknown): Fault {
  if (error instanceof NotFound) return { code: 'not-found', params: { name: error.recording } }
  return error instanceof RecordingError ? { code: error.fault, params: error.params } : { code: 'unreadable', params: {} }
}

const BYTES: readonly string[] = ['too-large.bytes', 'too-large.limit', 'unpacks-too-large.limit']

export function useFaultWords(): (fault: Fault) => string {
  const { t, i18n } = useTranslation('recording')
  return ({ code, params }) => {
    const shown = Object.entries(params).map(([name, value]) => {
      if (typeof value !== 'number' || name === 'seq') return [name, value]
      return [name, BYTES.includes(`${code}.${name}`) ? formatBytes(i18n.language, value) : formatNumber(i18n.language, value)]
    })
    return t(`fault.${code}`, Object.fromEntries(shown))
  }
}
