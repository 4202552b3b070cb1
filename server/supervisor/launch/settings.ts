/** Command line and environment → settings of this launch. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LIMITS, SETTINGS } from '../../config.js'
import { lessonsFolder, projectRoot } from '../../paths.js'
import { OPTIONS } from './options-table.js'

export type Language = 'en' | 'pt-BR'

export interface Settings {
  readonly dashboardPort: number
  readonly shopPort: number
  readonly host: string
  readonly open: boolean
  readonly heapLimitMb: number
  readonly store: string
  /** Holds credentials: never printed. */
  readonly mongodbUri: string | null
  readonly mongodBinary: string | null
  readonly dataFolder: string
  readonly lessonsFolder: string
  readonly language: Language
}

export type Request = { readonly kind: 'help' } | { readonly kind: 'version' } | { readonly kind: 'run'; readonly settings: Settings }

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
  const values = parse(argv)
  if (values.help === true) return { kind: 'help' }
  if (values.version === true) return { kind: 'version' }

  /** The option, else its variable, else null; an empty variable counts as not set. */
  const text = (name: string): string | null => {
    const given = values[name]
    if (typeof given === 'string') return given
    const variable = OPTIONS.find((row) => row.name === name)?.variable
    return (variable && env[variable]?.trim()) || null
  }
  return {
    kind: 'run',
    settings: {
      dashboardPort: integer('port', text('port'), SETTINGS.dashboardPort, 0, 65_535),
      shopPort: integer('shop-port', text('shop-port'), SETTINGS.shopPort, 0, 65_535),
      host: text('host') ?? SETTINGS.host,
      open: values['no-open'] !== true && !['0', 'false', 'no'].includes(env.SESSIONSCOPE_OPEN ?? ''),
      heapLimitMb: integer('heap', text('heap'), SETTINGS.heapLimitMb, LIMITS.minHeapLimitMb, LIMITS.maxHeapLimitMb),
      store: text('store') ?? SETTINGS.store,
      mongodbUri: text('mongodb-uri'),
      mongodBinary: text('mongod-binary'),
      dataFolder: resolve(projectRoot, text('data-dir') ?? SETTINGS.dataFolder),
      lessonsFolder: resolve(projectRoot, text('lessons') ?? lessonsFolder),
      language: language(text('language'), env),
    },
  }
}

function parse(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const options = Object.fromEntries(OPTIONS.map((row) => [row.name, { type: row.argument === null ? ('boolean' as const) : ('string' as const) }]))
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values as Record<string, string | boolean>
  } catch (error) {
    // Node explains over several sentences, some of them about programming; the first one says what is wrong.
    const [first = 'Bad option'] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)
    throw new BadOptionError(`${first.replace(/\.$/, '')}. "npm start -- --help" lists the options.`)
  }
}

function integer(name: string, text: string | null, fallback: number, min: number, max: number): number {
  if (text === null) return fallback
  const value = Number(text)
  if (/^\d{1,6}$/.test(text) && value >= min && value <= max) return value
  throw new BadOptionError(
    `--${name} must be a whole number from ${min} to ${max}, not "${text.slice(0, 40)}". Give another one, or leave it out for ${fallback}.`,
  )
}

function language(text: string | null, env: NodeJS.ProcessEnv): Language {
  if (text === 'en' || text === 'pt-BR') return text
  if (text !== null) throw new BadOptionError(`--language must be "en" or "pt-BR", not "${text.slice(0, 40)}".`)
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale
  return /^pt\b|^pt_/i.test(locale) ? 'pt-BR' : 'en'
}
