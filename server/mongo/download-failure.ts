/** Why a download failed, by what the package that downloads said. */
import { said, type Why, why } from '../protocol/why.js'

const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|socket hang up/
const NOT_TRUSTED =
  /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+)\b|self-signed certificate|unable to (?:get|verify)|certificate has expired/
const REFUSED = /Status Code is(?:n't 200! \(it is)? (\d{3})/
const DAMAGED = /MD5 check failed|Broken archive|during (?:unzip|untar)/

/** @param text what it said, without credentials */
export function whyDownloadFailed(text: string): Why {
  const offline = OFFLINE.exec(text)
  if (offline) {
    const systemCode = offline[1] ?? 'ECONNRESET'
    return why('download-offline', { systemCode }, `the server that has it cannot be reached (${systemCode}); is there a connection to the internet?`)
  }
  const untrusted = NOT_TRUSTED.exec(text)
  if (untrusted) {
    const [systemCode] = untrusted
    return why('download-not-trusted', { systemCode }, `the server that has it could not prove who it is (${systemCode}); a proxy in between may be the reason`)
  }
  const status = REFUSED.exec(text)?.[1]
  if (status !== undefined) return why('download-refused', { status }, `the server that has it refused (status ${status})`)
  if (DAMAGED.test(text)) return why('download-damaged', {}, 'what came is not what was published')
  if (/\b(ENOSPC|EDQUOT)\b/.test(text)) return why('disk-full', {}, 'the disk is full')
  return said(text)
}
