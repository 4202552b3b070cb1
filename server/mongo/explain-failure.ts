/** Turns what the driver throws into words for a person: what happened and what to do. */
import { MongoCompatibilityError, MongoServerError, MongoServerSelectionError } from 'mongodb'
import { describeError } from '../redact.js'
import type { AttemptCode } from './attempt-codes.js'

interface Explanation {
  readonly code: AttemptCode
  readonly what: string
  readonly advice: string
}

/** The error below the driver's wrappers: of the server description, or the cause. */
function innermost(error: unknown): unknown {
  if (error instanceof MongoServerSelectionError && error.reason && 'servers' in error.reason) {
    for (const server of error.reason.servers.values()) if (server.error) return innermost(server.error)
  }
  if (error instanceof Error && error.cause instanceof Error) return innermost(error.cause)
  return error
}

/** System errors by their code, of Node's dns and net. */
const BY_SYSTEM_CODE: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: { code: 'connection-refused', what: 'Nothing listens on that host and port.', advice: 'Check host and port, and that the server is running.' },
  ENOTFOUND: { code: 'host-not-found', what: 'The host name has no address.', advice: 'Check the spelling of the host, and the network.' },
  ENODATA: { code: 'host-not-found', what: 'The host name has no address.', advice: 'Check the spelling of the host, and the network.' },
  EAI_AGAIN: { code: 'host-not-found', what: 'The host name could not be looked up.', advice: 'Check the spelling of the host, and the network.' },
  ESERVFAIL: { code: 'host-not-found', what: 'The host name could not be looked up.', advice: 'Check the spelling of the host, and the network.' },
  ETIMEOUT: { code: 'host-not-found', what: 'The host name could not be looked up in time.', advice: 'Check the spelling of the host, and the network.' },
}
const NO_ANSWER: Explanation = { code: 'no-answer', what: 'Nobody answered in time.', advice: 'Check host and port, and whether a firewall is in between.' }
const AUTH_FAILED: Explanation = {
  code: 'auth-failed',
  what: 'The user name or the password was refused.',
  advice: 'Check both (special characters are written as %xx), and authSource.',
}
const NOT_AUTHORIZED: Explanation = {
  code: 'not-authorized',
  what: 'It answers, but does not let this user read the database.',
  advice: 'Put a user who may read and write it into the address.',
}
const VERSION: Explanation = { code: 'version-unsupported', what: 'Its version does not fit the driver.', advice: 'Use MongoDB 4.2 or newer.' }

function systemCodeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/**
 * @param thrown whatever connecting to a MongoDB threw
 * @returns a stable code and two English sentences; no credential in them
 */
export function explainFailure(thrown: unknown): Explanation {
  const error = innermost(thrown)
  if (error instanceof MongoServerError) {
    // 18 AuthenticationFailed; 8000 is what Atlas answers with. 13 Unauthorized.
    if (error.code === 18 || error.code === 8000) return AUTH_FAILED
    if (error.code === 13) return NOT_AUTHORIZED
  }
  if (error instanceof MongoCompatibilityError || thrown instanceof MongoCompatibilityError) return VERSION
  const text = describeError(error)
  const name = error instanceof Error ? error.name : ''
  if (/authentication failed/i.test(text)) return AUTH_FAILED
  const [, inText] = /\b(ECONNREFUSED|ENOTFOUND)\b/.exec(text) ?? []
  const systemCode = inText ?? systemCodeOf(error)
  const known = BY_SYSTEM_CODE[systemCode]
  if (known) return known
  if (name === 'MongoParseError' || name === 'MongoInvalidArgumentError' || name === 'MongoAPIError' || error instanceof URIError) {
    return explainMalformed(text)
  }
  if (/ssl|tls|certificate/i.test(`${text} ${systemCode}`)) {
    return { code: 'tls-failed', what: `TLS could not be agreed on (${text}).`, advice: 'Check tls= and the certificate options in the address.' }
  }
  if (/timed? ?out|no answer/i.test(text)) return NO_ANSWER
  return { code: 'not-usable', what: `It cannot be used (${text}).`, advice: 'Check that a MongoDB listens on that host and port.' }
}

/** @param text redacted */
export function explainMalformed(text: string): Explanation {
  return { code: 'uri-malformed', what: `It is no valid connection string (${text}).`, advice: 'It has the form mongodb://user:password@host:port/database.' }
}
