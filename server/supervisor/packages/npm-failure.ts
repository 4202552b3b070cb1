/** Why npm failed, by what it wrote. */
import { said, type Why, why } from '../../protocol/why.js'

type Reason = 'offline' | 'registry-refused' | 'not-trusted' | 'damaged' | 'disk-full' | 'not-writable'

/** By the codes that npm, Node.js and the system give. */
const REASONS: Readonly<Record<Reason, RegExp>> = {
  offline:
    /^(ENOTFOUND|EAI_AGAIN|EAI_NONAME|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|FETCH_ERROR)$/,
  'registry-refused': /^(E[45]\d\d|EAUTHIP|ENEEDAUTH|ETARGET|ENOVERSIONS)$/,
  'not-trusted': /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/,
  damaged: /^(EINTEGRITY|TAR_\w+|Z_\w+)$/,
  'disk-full': /^(ENOSPC|EDQUOT)$/,
  'not-writable': /^(EACCES|EPERM|EROFS)$/,
}

const WORDS: Readonly<Record<Reason, (code: string) => string>> = {
  offline: () => 'the registry of npm cannot be reached; is there a connection to the internet?',
  'registry-refused': (code) => `the registry of npm refused (${code}).`,
  'not-trusted': (code) => `the registry of npm could not prove who it is (${code}); a proxy in between may be the reason.`,
  damaged: (code) => `what came is not what was published (${code}). Try again.`,
  'disk-full': () => 'the disk is full. Make room.',
  'not-writable': () => 'the data folder, or the cache of npm, cannot be written to.',
}

/** @param output what npm wrote to stderr */
export function whyNpmFailed(output: string): Why {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? /\b(ENOSPC|EDQUOT|EROFS|EACCES)\b/.exec(output)?.[1]
  const reason = (Object.keys(REASONS) as Reason[]).find((name) => code !== undefined && REASONS[name].test(code))
  if (reason !== undefined && code !== undefined) return why(reason, { npmCode: code }, WORDS[reason](code))
  const line = output.split('\n').find((text) => /npm (?:error|ERR!) (?!code\b)\S/.test(text)) ?? output.trim().split('\n').at(-1) ?? ''
  // Addresses of registries may hold credentials.
  return said(
    line
      .replace(/^npm (?:error|ERR!) /, '')
      .replaceAll(/\b\w+:\/\/\S+/g, '…')
      .slice(0, 200) || 'npm ended without a word',
  )
}
