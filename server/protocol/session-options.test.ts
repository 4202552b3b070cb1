/** The table of session options is whole: each option of express-session is in it, or left out for a reason; and what is written by hand follows it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CookieOptions, SessionOptions as ExpressSessionOptions } from 'express-session'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { factOfName } from '../curriculum/facts.js'
import { projectRoot } from '../paths.js'
import { commandSchema } from './commands.js'
import { OPTION_NAMES, type OptionValues, SESSION_OPTIONS } from './session-options.js'

/** What the sandbox decides itself, and why. */
const LEFT_OUT = {
  name: 'made from the port of the shop',
  unset: 'not offered',
  proxy: 'not offered',
  'cookie.path': 'not offered',
  'cookie.domain': 'not offered',
  'cookie.partitioned': 'not offered',
  'cookie.priority': 'not offered',
  genid: 'a function; ids of another form would be none that the taps and the panes know',
  store: 'the switch chooses it',
  secret: 'a list of its own, whose values never leave the server',
  cookie: 'its keys stand in the table one by one',
  'cookie.expires': 'express-session asks to set maxAge instead',
  'cookie.encode': 'a function',
  'cookie.signed': 'express-session does not read it: the session cookie is always signed',
} as const

type CodeOf<T extends Readonly<Record<string, { readonly code: string }>>> = T[keyof T]['code']
type Known = CodeOf<typeof SESSION_OPTIONS> | keyof typeof LEFT_OUT
type Declared = keyof ExpressSessionOptions | `cookie.${keyof CookieOptions}`

test('each option that @types/express-session declares is in the table or left out for a reason, and nothing else is', () => {
  expectTypeOf<Exclude<Declared, Known>>().toBeNever()
  expectTypeOf<Exclude<Known, Declared>>().toBeNever()
})

describe.each(OPTION_NAMES)('%s', (name) => {
  const { values, initial }: { readonly values: OptionValues; readonly initial: unknown } = SESSION_OPTIONS[name]
  const configure = commandSchema.options.find(({ shape }) => shape.type.value === 'server:configure')
  const accepts = (value: unknown) => configure?.safeParse({ type: 'server:configure', options: { [name]: value } }).success

  test('begins with a value that it takes', () => expect(accepts(initial)).toBe(true))

  test('takes what the table says, and nothing else', () => {
    const allowed = values.kind === 'choice' ? values.of : [values.min, values.max, null]
    const refused = values.kind === 'choice' ? ['nonsense', 7, undefined] : [values.min - 1, values.max + 1, 1.5 * values.min + 0.5, 'soon']
    for (const value of allowed) expect.soft(accepts(value), String(value)).toBe(true)
    for (const value of refused.filter((each) => each !== undefined)) expect.soft(accepts(value), String(value)).toBe(false)
  })

  test('is a fact that lessons can ask for', () => expect(factOfName(`options.${name}`)).toEqual({ of: 'options', name }))
})

test('PROTOCOL.md lists them as they are', () => {
  const text = readFileSync(join(projectRoot, 'server/protocol/PROTOCOL.md'), 'utf8')
  const [, section = ''] = /## Session options\n([\s\S]*?)\n## /.exec(text) ?? []
  const rows = [...section.matchAll(/^\| `(\w+)` +\| `([\w.]+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(([, ...cells]) => cells)
  expect(rows).toEqual(
    OPTION_NAMES.map((name) => {
      const { values, initial, code } = SESSION_OPTIONS[name]
      return [name, code, wordsFor(values), `\`${JSON.stringify(initial)}\``]
    }),
  )
})

function wordsFor(values: OptionValues): string {
  switch (values.kind) {
    case 'choice':
      return values.of.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
    case 'duration':
      return `${values.min} to ${values.max}, \`null\``
  }
}
