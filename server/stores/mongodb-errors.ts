import { redact } from '../redact.js'
import { StoreCallError } from './store-call-error.js'

export const MONGODB_LABEL = 'MongoDB'

const MAX_LENGTH = 300

/**
 * Makes a function that frees a text from the connection string and its password, wherever and however they stand in it.
 *
 * @param uri what must not be seen
 */
export function scrubber(uri: string): (text: string) => string {
  const password = /^[^/]+:\/\/[^:@/]*:([^@]*)@/.exec(uri)?.[1] ?? ''
  const secrets = new Set([uri, password, decode(password)].filter((secret) => secret.length > 2))
  return (text) => {
    let clean = redact(text)
    for (const secret of secrets) clean = clean.replaceAll(secret, '***')
    return clean
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * connect-mongodb-session puts the session's ID and its whole data before what the driver said
 * (`Error setting ID to { … }: why`, `Error finding ID: why`); only the why is for people.
 */
export function explainMongodb(error: unknown, scrub: (text: string) => string): StoreCallError {
  const text = error instanceof Error ? error.message || error.name : String(error)
  const why = text.replace(/^Error setting .*\}: /s, '').replace(/^Error (?:finding|destroying) \S*?: /, '')
  return new StoreCallError(MONGODB_LABEL, scrub(why.startsWith('Error setting ') ? 'the session could not be saved.' : why).slice(0, MAX_LENGTH))
}
