/**
 * The options of `session({...})` that the sandbox lets people change, and the one setting of Express that session cookies depend on: one entry each, and nothing beside it but the entry's words
 * (`words` of client/i18n/LANGUAGE/code.json). The type of the options, the command, the form, the call of `session`, the facts and the set-up of
 * lessons, and the list in PROTOCOL.md follow from this table. The page uses it too, so it is plain data and knows no library.
 */
import { LIMITS } from './limits.js'

/** The value of some option. */
export type OptionValue = string | number | boolean | null

/**
 * What values an option takes; null stands for "not set".
 * - `choice`: one of these.
 * - `duration`: whole milliseconds from `min` to `max`, or null.
 * - `text`: one to LIMITS.optionCharacters characters that match `pattern` as a whole; null too where it is `optional`.
 */
export type OptionValues =
  | { readonly kind: 'choice'; readonly of: readonly (string | number | boolean | null)[] }
  | { readonly kind: 'duration'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly pattern: string; readonly optional: boolean }

export interface SessionOptionEntry {
  readonly values: OptionValues
  /** At the start of a launch, and of a lesson that does not say otherwise. */
  readonly initial: OptionValue
  /** Where it stands in the options of `session({...})`: `resave`, `cookie.maxAge`; names and meaning are express-session's. `app.…`: a setting of Express. */
  readonly code: string
  /** What express-session takes where it is left out, so that it is left out in code; null where this is not said. */
  readonly whenLeftOut?: OptionValue
  /** The form keeps it folded away with the others that few apps need. */
  readonly isAdvanced?: boolean
}

const SWITCH = { kind: 'choice', of: [false, true] } as const

/*
 * The patterns are those by which `cookie`, which express-session writes the header with, refuses a name, a path, or a domain (index.js: cookieNameRegExp,
 * pathValueRegExp, domainValueRegExp). What a browser refuses, or what makes no sense, is not refused here: it is there to be seen.
 */
const COOKIE_NAME = "[!#$%&'*+\\-.^_`\\|~0-9A-Za-z]+"
const COOKIE_PATH = '[\\x20-\\x3A\\x3D-\\x7E]+'
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?'
const COOKIE_DOMAIN = `\\.?${LABEL}(?:\\.${LABEL})*`

/** In the order of the form. */
export const SESSION_OPTIONS = {
  resave: { values: SWITCH, initial: false, code: 'resave' },
  saveUninitialized: { values: SWITCH, initial: false, code: 'saveUninitialized' },
  rolling: { values: SWITCH, initial: false, code: 'rolling' },
  maxAgeMs: { values: { kind: 'duration', min: LIMITS.minMaxAgeMs, max: LIMITS.maxMaxAgeMs }, initial: null, code: 'cookie.maxAge' },
  httpOnly: { values: SWITCH, initial: true, code: 'cookie.httpOnly' },
  secure: { values: { kind: 'choice', of: [false, true, 'auto'] }, initial: false, code: 'cookie.secure' },
  sameSite: { values: { kind: 'choice', of: [null, 'lax', 'strict', 'none'] }, initial: 'lax', code: 'cookie.sameSite' },
  name: { values: { kind: 'text', pattern: COOKIE_NAME, optional: false }, initial: 'connect.sid', code: 'name', isAdvanced: true },
  unset: { values: { kind: 'choice', of: ['keep', 'destroy'] }, initial: 'keep', code: 'unset', whenLeftOut: 'keep', isAdvanced: true },
  proxy: { values: { kind: 'choice', of: [null, true, false] }, initial: null, code: 'proxy', isAdvanced: true },
  trustProxy: { values: { kind: 'choice', of: [false, 1, true] }, initial: false, code: 'app.trust proxy', isAdvanced: true },
  path: { values: { kind: 'text', pattern: COOKIE_PATH, optional: false }, initial: '/', code: 'cookie.path', whenLeftOut: '/', isAdvanced: true },
  domain: { values: { kind: 'text', pattern: COOKIE_DOMAIN, optional: true }, initial: null, code: 'cookie.domain', isAdvanced: true },
  partitioned: { values: SWITCH, initial: false, code: 'cookie.partitioned', whenLeftOut: false, isAdvanced: true },
  priority: { values: { kind: 'choice', of: [null, 'low', 'medium', 'high'] }, initial: null, code: 'cookie.priority', isAdvanced: true },
} as const satisfies Readonly<Record<string, SessionOptionEntry>>

type Table = typeof SESSION_OPTIONS
type ValueOf<V extends OptionValues> = V extends { readonly kind: 'choice'; readonly of: readonly (infer T)[] }
  ? T
  : V extends { readonly kind: 'text'; readonly optional: false }
    ? string
    : V extends { readonly kind: 'text' }
      ? string | null
      : number | null

export type OptionName = keyof Table

/** The value of each option. */
export type SessionOptions = { readonly [Name in OptionName]: ValueOf<Table[Name]['values']> }

/** All names, in the order of the table. */
export const OPTION_NAMES = Object.keys(SESSION_OPTIONS) as readonly OptionName[]

/** The options at the start of a launch; the name of the cookie follows the shop's port there. */
export const INITIAL_OPTIONS = Object.fromEntries(OPTION_NAMES.map((name) => [name, SESSION_OPTIONS[name].initial])) as SessionOptions

/** How an option is called where it stands in code: `maxAge`. */
export function nameInCode(option: OptionName): string {
  const { code } = SESSION_OPTIONS[option]
  return code.slice(code.lastIndexOf('.') + 1)
}

type InCode<Name extends OptionName, Prefix extends string, Code = Table[Name]['code']> = Code extends `${Prefix}${infer Key}`
  ? Key extends `${string}.${string}`
    ? never
    : Key
  : never

/** The options as `session({...})` takes them. */
export type OptionsInCode = { readonly [Name in OptionName as InCode<Name, ''>]?: NonNullable<SessionOptions[Name]> } & {
  readonly cookie: { readonly [Name in OptionName as InCode<Name, 'cookie.'>]?: NonNullable<SessionOptions[Name]> }
}

/** What `session({...})` is called with for these options; those that express-session takes by itself are left out. */
export function optionsInCode(options: SessionOptions): OptionsInCode {
  const own: Record<string, OptionValue> = {}
  const cookie: Record<string, OptionValue> = {}
  for (const name of OPTION_NAMES) {
    const { code, whenLeftOut = null }: SessionOptionEntry = SESSION_OPTIONS[name]
    if (options[name] === whenLeftOut) continue
    if (code.startsWith('app.')) continue
    const place = code.startsWith('cookie.') ? cookie : own
    place[nameInCode(name)] = options[name]
  }
  return { ...own, cookie } as OptionsInCode
}
