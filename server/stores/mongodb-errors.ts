import { redact } from '../redact.js'
import { StoreCallError } from './store-call-error.js'

export const MONGODB_LABEL = 'MongoDB'

const MAX_LENGTH = 300

/**
 * connect-mongodb-session puts the session's ID and its whole data before what the driver said
 * (`Error setting ID to { … }: why`, `Error finding ID: why`); only the why is for people.
 */
export function explainMongodb(error: unknown, label: string = MONGODB_LABEL): StoreCallError {
  const text = error instanceof Error ? error.message || error.name : String(error)
  const why = text.replace(/^Error setting .*\}: /s, '').replace(/^Error (?:finding|destroying) \S*?: /, '')
  return new StoreCallError(label, redact(why.startsWith('Error setting ') ? 'the session could not be saved.' : why).slice(0, MAX_LENGTH))
}
