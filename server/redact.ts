/**
 * The one redactor, for logs, the page, sockets, errors and exports.
 * The user part of a connection string is a secret (and so is every option that may hold one), wherever it stands in a text.
 */

const CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'`]*(?:@[^\s/?#@"'`]*)*@/gi
const SECRET_PARAMETERS = /([?&](?:authMechanismProperties|tlsCertificateKeyFilePassword|proxyPassword)=)[^&\s"'`]*/gi

/**
 * Masks credentials in any text.
 *
 * @example redact('mongodb://ana:pw@db.example/shop') // 'mongodb://***@db.example/shop'
 */
export function redact(text: string): string {
  return text.replace(CREDENTIALS, '$1***@').replace(SECRET_PARAMETERS, '$1***')
}

/** The redacted message of whatever was thrown, and of what caused it. */
export function describeError(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return redact(message)
}
