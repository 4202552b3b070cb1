/** Turns what the driver throws into words for a person: what happened and what to do. Never the driver's own text where it may repeat the address. */
import {
  MongoCompatibilityError,
  MongoError,
  MongoMissingDependencyError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb'
import { MONGO } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import { describeError } from '../redact.js'
import { LateError } from '../within.js'
import type { Explanation } from './connection-string.js'

/** The error below the driver's wrappers: of the server description, or the cause. */
function innermost(error: unknown): unknown {
  if (error instanceof MongoServerSelectionError && error.reason && 'servers' in error.reason) {
    for (const server of error.reason.servers.values()) if (server.error) return innermost(server.error)
  }
  if (error instanceof MongoMissingDependencyError) return error
  if (error instanceof Error && error.cause instanceof Error) return innermost(error.cause)
  return error
}

const HOST_NOT_FOUND: Explanation = {
  code: 'host-not-found',
  what: 'The host name has no address.',
  advice: 'Check the spelling of the host, and the network.',
}
const NOT_LOOKED_UP: Explanation = { ...HOST_NOT_FOUND, what: 'The host name could not be looked up.' }
/** System errors by their code, of Node's dns and net. */
const BY_SYSTEM_CODE: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: { code: 'connection-refused', what: 'Nothing listens on that host and port.', advice: 'Check host and port, and that the server is running.' },
  ENOTFOUND: HOST_NOT_FOUND,
  ENODATA: HOST_NOT_FOUND,
  EAI_AGAIN: NOT_LOOKED_UP,
  ESERVFAIL: NOT_LOOKED_UP,
  ETIMEOUT: { ...HOST_NOT_FOUND, what: 'The host name could not be looked up in time.' },
  EHOSTUNREACH: { code: 'no-answer', what: 'There is no way to that host.', advice: 'Check the host, the network, and whether a VPN is needed.' },
  ENETUNREACH: { code: 'no-answer', what: 'There is no way to that host.', advice: 'Check the host, the network, and whether a VPN is needed.' },
}
const SRV_NOT_FOUND: Explanation = {
  code: 'srv-not-found',
  what: 'The host of the mongodb+srv:// address has no SRV record, or it could not be looked up.',
  advice: 'Check the spelling of the host and the network; a MongoDB that is no cluster with SRV records is reached by mongodb://host:port.',
}
const NO_ANSWER: Explanation = { code: 'no-answer', what: 'Nobody answered in time.', advice: 'Check host and port, and whether a firewall is in between.' }
/** Something accepts the connection. */
export const NOT_MONGODB: Explanation = {
  code: 'not-mongodb',
  what: 'Something accepts connections there, but it does not answer as a MongoDB does.',
  advice: 'Check host and port: another program may listen there, or the MongoDB may be stuck.',
}
export const TLS_REQUIRED: Explanation = {
  code: 'tls-required',
  what: 'The server there closes connections without TLS, and the address does not ask for it.',
  advice: 'Put tls=true into the options of the address.',
}
const AUTH_FAILED: Explanation = {
  code: 'auth-failed',
  what: 'The user name or the password was refused.',
  advice:
    'Check both. Special characters are percent-encoded (@ is %40, / is %2F, % is %25), and authSource= names the database in which the user was made; without it, that is the database after the host, or else admin.',
}
export const AUTH_REQUIRED: Explanation = {
  code: 'auth-required',
  what: 'It asks for a user, and the address has none.',
  advice: 'Give one in MONGODB_URI: mongodb://user:password@host:port/database?authSource=admin, with a user who may read and write the database.',
}
const AUTH_MECHANISM: Explanation = {
  code: 'auth-mechanism',
  what: 'The server does not offer the way to log in (authMechanism) that the address asks for.',
  advice: 'Leave authMechanism out, or write one that the server has turned on.',
}
const NOT_AUTHORIZED: Explanation = {
  code: 'not-authorized',
  what: 'It answers, but this user may not do in the database what the shop does: read, write, delete, and make an index.',
  advice: 'Give the user the role readWrite on the database.',
}
export const NOT_WRITABLE: Explanation = {
  code: 'not-writable',
  what: 'It answers, but takes no writes: it is a secondary, or there is no primary.',
  advice: 'Give the address of the primary, or of the whole replica set.',
}
const WRONG_REPLICA_SET: Explanation = {
  code: 'wrong-replica-set',
  what: 'It answers, but it is not in the replica set that the address names.',
  advice: 'Check replicaSet=, or leave it out for a server that is in none.',
}
const VERSION: Explanation = { code: 'version-unsupported', what: 'Its version does not fit the driver.', advice: 'Use MongoDB 4.2 or newer.' }
const LOAD_BALANCED: Explanation = {
  code: 'uri-option-value',
  what: 'The value of the option loadBalanced cannot be used: the server is behind no load balancer of MongoDB.',
  advice: 'Take it out.',
  params: { option: 'loadBalanced' },
}
const NEEDS_PACKAGE: Explanation = {
  code: 'uri-needs-package',
  what: 'Its options need a package that is not part of Sessionscope (for compression, Kerberos or AWS).',
  advice: 'Leave compressors out, and let a user log in by name and password.',
}
const FILE: Explanation = {
  code: 'uri-file',
  what: 'A file that its options name cannot be read.',
  advice: 'Check the paths of tlsCAFile and tlsCertificateKeyFile, and that they can be read.',
}
const TLS_NOT_SPOKEN: Explanation = {
  code: 'tls-not-spoken',
  what: 'The address asks for TLS, and what listens there does not speak it.',
  advice: 'Check the port, or take tls=true out.',
}
const TLS_CERTIFICATE: Explanation = {
  code: 'tls-certificate',
  what: "The server's certificate is not trusted: it is signed by nobody known here, out of date, or for another host name.",
  advice: 'Name the certificate of who signed it with tlsCAFile=, and the host as the certificate does.',
}
const TLS_FAILED: Explanation = {
  code: 'tls-failed',
  what: 'TLS could not be agreed on.',
  advice: 'Check the certificate options in the address; the server may want a certificate of yours (tlsCertificateKeyFile=).',
}

/** Node's names for what can be wrong with a certificate (tls, "X509 certificate error codes"). */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS_CERT_ALTNAME|INVALID_CA|HOSTNAME_MISMATCH)/

function systemCodeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** The server's own answer. Codes: MongoDB's error_codes.yml; 8000 is what Atlas says where others say 18. */
function explainAnswer(error: MongoServerError): Explanation {
  if (error.code === 18 || error.code === 8000 || error.code === 11) return AUTH_FAILED
  if (error.code === 334 || (error.code === 2 && /mechanism/i.test(error.message))) return AUTH_MECHANISM
  if (error.code === 13) return NOT_AUTHORIZED
  if ([10107, 13435, 13436, 11602, 189].includes(Number(error.code))) return NOT_WRITABLE
  return {
    code: 'not-usable',
    what: `It answers with an error${error.codeName ? ` (${error.codeName})` : ''}.`,
    advice: "Look the error's name up in MongoDB's manual, and into the log of the server.",
  }
}

/** Nobody was found that serves, and no server gave an error: what is known of them? */
function explainSelection({ reason }: MongoServerSelectionError): Explanation | null {
  if (!reason || !('servers' in reason)) return null
  const servers = [...reason.servers.values()]
  if (reason.type.startsWith('ReplicaSet') || reason.setName) {
    // A member of another set, or of none, is struck from the list (Server Discovery and Monitoring specification).
    if (servers.length === 0) return WRONG_REPLICA_SET
    if (servers.some(({ type }) => type === 'RSSecondary' || type === 'RSOther' || type === 'RSGhost')) return NOT_WRITABLE
  }
  if (servers.length === 0) return WRONG_REPLICA_SET
  return reason.setName && servers.every(({ type }) => type !== 'Unknown') ? WRONG_REPLICA_SET : null
}

/**
 * @param thrown whatever connecting to a MongoDB threw
 * @returns a stable code and two English sentences; no part of the address in them
 */
export function explainFailure(thrown: unknown): Explanation {
  const error = innermost(thrown)
  if (error instanceof MongoServerError) return explainAnswer(error)
  if (error instanceof MongoMissingDependencyError) return NEEDS_PACKAGE
  const text = describeError(error)
  if (error instanceof MongoCompatibilityError || thrown instanceof MongoCompatibilityError) return /load balanc/i.test(text) ? LOAD_BALANCED : VERSION
  const systemCode = /\b(ECONNREFUSED|ENOTFOUND)\b/.exec(text)?.[1] ?? systemCodeOf(error)
  if (/\bquery(Srv|Txt)\b/.test(text)) return SRV_NOT_FOUND
  const known = BY_SYSTEM_CODE[systemCode]
  if (known) return known
  if (CERTIFICATE.test(systemCode)) return TLS_CERTIFICATE
  if (systemCode === 'ERR_SSL_WRONG_VERSION_NUMBER' || /before secure TLS connection/.test(text)) return TLS_NOT_SPOKEN
  if (systemCode.startsWith('ERR_SSL') || systemCode.startsWith('ERR_TLS') || systemCode.startsWith('ERR_OSSL')) return TLS_FAILED
  if (systemCode === 'ENOENT' || systemCode === 'EACCES' || systemCode === 'EISDIR')
    return /\bconnect\b/.test(text) ? { ...NO_ANSWER, what: 'The socket file is not there, or may not be used.' } : FILE
  if (/mechanism/i.test(text)) return AUTH_MECHANISM
  const fromSelection = thrown instanceof MongoServerSelectionError ? explainSelection(thrown) : null
  if (fromSelection) return fromSelection
  if (error instanceof MongoTopologyClosedError || /connection .*closed|ECONNRESET|EPIPE|Invalid message size/i.test(text)) return NOT_MONGODB
  if (/timed? ?out|no answer/i.test(text)) return NO_ANSWER
  return {
    code: 'not-usable',
    what: `It cannot be used (${error instanceof MongoError || error instanceof Error ? error.name : 'an error without a name'}).`,
    advice: 'Check the address, and that a MongoDB listens on that host and port.',
  }
}

/** Why a MongoDB that had answered is down. @param thrown what became of a ping, or of its connection */
export function whyUnanswered(thrown: unknown): Why {
  const ms = MONGO.pingTimeoutMs
  if (thrown instanceof LateError) return why('no-ping', { ms }, `It did not answer a ping within ${ms} ms.`)
  const { code, what, params = {} } = explainFailure(thrown)
  return { code, message: what, params }
}
