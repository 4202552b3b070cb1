/** Command line and environment → settings of this launch. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LIMITS, SETTINGS } from '../../config.js'
import { lessonsFolder, projectRoot } from '../../paths.js'
import type { Language } from '../../protocol/language.js'
import { type GivenUrl, SERVED_KINDS, type ServedKind, type ServedUrls } from '../../protocol/served-kinds.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { OPTION_WORDS, type OptionWords } from '../../words/options.js'
import { isLanguage, spokenLanguage } from '../../words/spoken-language.mjs'
import { readHost, readOrigin } from '../gateway/forwarded-hosts.js'
import { OPTIONS } from './options-table.js'

export interface Settings {
  readonly dashboardPort: number
  readonly shopPort: number
  readonly host: string
  /** Names that both servers answer to besides their own: `NAME` or `NAME:PORT`. */
  readonly allowedHosts: readonly string[]
  /** The shop's origin for who comes under one of them. */
  readonly shopUrl: string | null
  readonly open: boolean
  readonly heapLimitMb: number
  readonly store: string
  /** Holds credentials: never printed. */
  readonly mongodbUri: string | null
  readonly mongodBinary: string | null
  /** Of the other database servers, by kind. They hold credentials too. */
  readonly servedUrls: ServedUrls
  readonly dataFolder: string
  readonly lessonsFolder: string
  readonly language: Language
}

export type Request =
  | { readonly kind: 'help'; readonly language: Language }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly settings: Settings }

/** An option that cannot be used; its message is one line that says what to do. */
export class BadOptionError extends Error {
  override readonly name = 'BadOptionError'
}

/**
 * Reads the settings.
 *
 * @throws BadOptionError
 */
export function readSettings(argv: readonly string[], env: NodeJS.ProcessEnv): Request {
  const spoken = spokenLanguage(argv, env)
  const words = OPTION_WORDS[spoken]
  const values = parse(argv, words)
  if (values.help === true) return { kind: 'help', language: spoken }
  if (values.version === true) return { kind: 'version' }

  /** The option, else its variable, else null; an empty variable counts as not set. */
  const text = (name: string): string | null => {
    const given = values[name]
    if (typeof given === 'string') return given
    const variable = OPTIONS.find((row) => row.name === name)?.variable
    return (variable && env[variable]?.trim()) || null
  }
  /** All values of an option that may be repeated, or be several with commas between them. */
  const texts = (name: string): string[] => {
    const given = values[name]
    const all = Array.isArray(given) ? given : [text(name) ?? '']
    return all.flatMap((each) => each.split(',')).filter((each) => each.trim() !== '')
  }
  return {
    kind: 'run',
    settings: {
      dashboardPort: integer('port', text('port'), SETTINGS.dashboardPort, 0, 65_535, words),
      shopPort: integer('shop-port', text('shop-port'), SETTINGS.shopPort, 0, 65_535, words),
      host: (text('host') ?? SETTINGS.host).replace(/^\[(.*)\]$/, '$1'),
      allowedHosts: hosts(texts('allow-host'), words),
      shopUrl: shopUrl(text('shop-url'), words),
      open: values['no-open'] !== true && !['0', 'false', 'no'].includes(env.SESSIONSCOPE_OPEN ?? ''),
      heapLimitMb: integer('heap', text('heap'), SETTINGS.heapLimitMb, LIMITS.minHeapLimitMb, LIMITS.maxHeapLimitMb, words),
      store: text('store') ?? SETTINGS.store,
      mongodbUri: text('mongodb-uri'),
      mongodBinary: text('mongod-binary'),
      servedUrls: servedUrls(text, env),
      dataFolder: resolve(projectRoot, text('data-dir') ?? SETTINGS.dataFolder),
      lessonsFolder: resolve(projectRoot, text('lessons') ?? lessonsFolder),
      language: language(text('language'), spoken, words),
    },
  }
}

/** The option of a kind, else its variable, else another one in which its address is often found. */
function servedUrls(text: (name: string) => string | null, env: NodeJS.ProcessEnv): ServedUrls {
  const given = SERVED_KINDS.map((kind): [ServedKind, GivenUrl | null] => {
    const { variable, alsoIn = [], scheme } = SERVED_FACTS[kind]
    const others = alsoIn.map(({ variable, schemes }) => ({ variable, schemes, url: env[variable]?.trim() || null }))
    const found = [{ variable, schemes: undefined, url: text(`${kind}-url`) }, ...others].find(
      ({ url, schemes }) => url !== null && (schemes?.some((scheme) => url.startsWith(`${scheme}://`)) ?? true),
    )
    if (found?.url == null) return [kind, null]
    return [kind, { variable: found.variable, url: scheme === undefined || found.url.includes('://') ? found.url : `${scheme}://${found.url}` }]
  })
  return Object.fromEntries(given)
}

/** Node says of these errors in English what is wrong, and over several sentences some of which are about programming. */
function parse(argv: readonly string[], words: OptionWords): Record<string, string | boolean | string[] | undefined> {
  const options = Object.fromEntries(
    OPTIONS.map((row) => [row.name, { type: row.argument === null ? ('boolean' as const) : ('string' as const), multiple: row.isRepeatable === true }]),
  )
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values as Record<string, string | boolean | string[]>
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // Codes of util.parseArgs (Node.js, "Errors"); the first quoted word is the argument that it is about.
    const argument = /'([^']*)'/.exec(message ?? '')?.[1] ?? argv.join(' ')
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new BadOptionError(words.unknown(asGiven(argument)))
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') throw new BadOptionError(words.unexpected(asGiven(argument)))
    // This names one of the options above, and no value.
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') throw new BadOptionError(words.wrongValue(argument.slice(0, 40)))
    throw error
  }
}

/** What was given, for a message: repeated only where it is one short word, since an address with a password may stand in a wrong place. */
export function asGiven(text: string): string {
  return /^[\w.-]{0,40}$/.test(text) ? text : '…'
}

/**
 * Every text of the command line and the environment that is the address of a database, or may be one in the wrong place (`--store mongodb://…`).
 * Known before anything is read from them, so that no message about them can show what is secret.
 */
export function givenAddresses(argv: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const values = argv.map((argument) => argument.replace(/^--[\w-]+=/, ''))
  const variables = OPTIONS.map(({ variable }) => (variable === null ? '' : (env[variable] ?? '')))
  const uris = values.filter((_value, index) => argv[index]?.startsWith('--mongodb-uri=') || argv[index - 1] === '--mongodb-uri')
  return [env.MONGODB_URI ?? '', ...uris, ...[...values, ...variables].filter((text) => text.includes('://'))]
}

function integer(name: string, text: string | null, fallback: number, min: number, max: number, words: OptionWords): number {
  if (text === null) return fallback
  const value = Number(text)
  if (/^\d{1,6}$/.test(text) && value >= min && value <= max) return value
  throw new BadOptionError(words.notInteger({ name, min, max, given: asGiven(text), fallback }))
}

function hosts(texts: readonly string[], words: OptionWords): string[] {
  return texts.map((text) => {
    const host = readHost(text)
    if (host === null) throw new BadOptionError(words.notHost(asGiven(text)))
    return host
  })
}

function shopUrl(text: string | null, words: OptionWords): string | null {
  const address = text === null ? null : readOrigin(text)
  if (text !== null && address === null) throw new BadOptionError(words.notAddress(asGiven(text)))
  return address
}

function language(text: string | null, spoken: Language, words: OptionWords): Language {
  if (text === null || isLanguage(text)) return spoken
  throw new BadOptionError(words.notLanguage(asGiven(text)))
}
