/**
 * The options of `session({...})` that the sandbox lets people change: one entry each, and nothing beside it but the entry's words
 * (`code.words` of client/i18n/LANGUAGE/shell.json). The type of the options, the command, the form, the call of `session`, the facts and the set-up of
 * lessons, and the list in PROTOCOL.md follow from this table. The page uses it too, so it is plain data and knows no library.
 */
import { LIMITS } from '../config.js'

/**
 * What values an option takes.
 * - `choice`: one of these; null stands for "not set".
 * - `duration`: whole milliseconds from `min` to `max`; null stands for "not set".
 */
export type OptionValues =
  | { readonly kind: 'choice'; readonly of: readonly (string | boolean | null)[] }
  | { readonly kind: 'duration'; readonly min: number; readonly max: number }

/** The value of some option. */
export type OptionValue = string | number | boolean | null

export interface SessionOptionEntry {
  readonly values: OptionValues
  /** At the start of a launch, and of a lesson that does not say otherwise. */
  readonly initial: OptionValue
  /** Where it stands in the options of `session({...})`: `resave`, `cookie.maxAge`. Names and meaning are express-session's; null leaves it out there. */
  readonly code: string
}

const SWITCH = { kind: 'choice', of: [false, true] } as const

/** In the order of the form. */
export const SESSION_OPTIONS = {
  resave: { values: SWITCH, initial: false, code: 'resave' },
  saveUninitialized: { values: SWITCH, initial: false, code: 'saveUninitialized' },
  rolling: { values: SWITCH, initial: false, code: 'rolling' },
  maxAgeMs: { values: { kind: 'duration', min: LIMITS.minMaxAgeMs, max: LIMITS.maxMaxAgeMs }, initial: null, code: 'cookie.maxAge' },
  httpOnly: { values: SWITCH, initial: true, code: 'cookie.httpOnly' },
  secure: { values: SWITCH, initial: false, code: 'cookie.secure' },
  sameSite: { values: { kind: 'choice', of: [null, 'lax', 'strict', 'none'] }, initial: 'lax', code: 'cookie.sameSite' },
} as const satisfies Readonly<Record<string, SessionOptionEntry>>

type Table = typeof SESSION_OPTIONS
type ValueOf<V extends OptionValues> = V extends { readonly kind: 'choice'; readonly of: readonly (infer T)[] } ? T : number | null

export type OptionName = keyof Table

/** The value of each option. */
export type SessionOptions = { readonly name: string } & { readonly [Name in OptionName]: ValueOf<Table[Name]['values']> }

/** All names, in the order of the table. */
export const OPTION_NAMES = Object.keys(SESSION_OPTIONS) as readonly OptionName[]

/** The options at the start of a launch. */
export const INITIAL_OPTIONS = Object.fromEntries(OPTION_NAMES.map((name) => [name, SESSION_OPTIONS[name].initial])) as Omit<SessionOptions, 'name'>

/** How an option is called where it stands in code: `maxAge`. */
export function nameInCode(option: OptionName): string {
  const { code } = SESSION_OPTIONS[option]
  return code.slice(code.lastIndexOf('.') + 1)
}
