/** The table of session options is whole: each option of express-session is in it, or left out for a reason; and what is written by hand follows it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CookieOptions, SessionOptions as ExpressSessionOptions } from 'express-session'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { factOfName } from '../curriculum/facts.js'
import { projectRoot } from '../paths.js'
import { commandSchema } from './commands.js'
import { OPTION_NAMES, type OptionValues, SESSION_OPTIONS } from './session-options.js'
import { sessionOptionsPatch } from './session-options-schema.js'

/** The very `cookie` that express-session uses. */
const { serialize } = createRequire(createRequire(import.meta.url).resolve('express-session'))('cookie') as {
  serialize(name: string, value: string, options: Readonly<Record<string, string>>): string
}

/** What the sandbox decides itself, and why. */
const LEFT_OUT = {
  genid: 'a function; ids of another form would be none that the taps and the panes know',
  store: 'the switch chooses it',
  secret: 'a list of its own, whose values never leave the server',
  cookie: 'its keys stand in the table one by one',
  'cookie.expires': 'express-session asks to set maxAge instead',
  'cookie.encode': 'a function',
  'cookie.signed': 'express-session does not read it: the session cookie is always signed',
} as const

/** Settings of Express, with which session cookies come or do not. */
type OfExpress = 'app.trust proxy'

type CodeOf<T extends Readonly<Record<string, { readonly code: string }>>> = T[keyof T]['code']
type Known = Exclude<CodeOf<typeof SESSION_OPTIONS>, OfExpress> | keyof typeof LEFT_OUT
type Declared = keyof ExpressSessionOptions | `cookie.${keyof CookieOptions}`

test('each option that @types/express-session declares is in the table or left out for a reason, not both, and nothing else is', () => {
  expectTypeOf<Exclude<Declared, Known>>().toBeNever()
  expectTypeOf<Exclude<Known, Declared>>().toBeNever()
  expectTypeOf<Extract<CodeOf<typeof SESSION_OPTIONS>, keyof typeof LEFT_OUT>>().toBeNever()
})

describe.each(OPTION_NAMES)('%s', (name) => {
  const { values, initial }: { readonly values: OptionValues; readonly initial: unknown } = SESSION_OPTIONS[name]
  const configure = commandSchema.options.find(({ shape }) => shape.type.value === 'server:configure')
  const accepts = (value: unknown) => configure?.safeParse({ type: 'server:configure', options: { [name]: value } }).success

  test('begins with a value that it takes', () => expect(accepts(initial)).toBe(true))

  test('takes what the table says, and nothing else', () => {
    const { allowed, refused } = samplesOf(values)
    for (const value of allowed) expect.soft(accepts(value), String(value)).toBe(true)
    for (const value of refused) expect.soft(accepts(value), String(value)).toBe(false)
  })

  test('is a fact that lessons can ask for', () => expect(factOfName(`options.${name}`)).toEqual({ of: 'options', name }))
})

/** Values that are in, and values that are not. */
function samplesOf(values: OptionValues): { readonly allowed: readonly unknown[]; readonly refused: readonly unknown[] } {
  switch (values.kind) {
    case 'choice':
      return { allowed: values.of, refused: ['nonsense', 7] }
    case 'duration':
      return { allowed: [values.min, values.max, null], refused: [values.min - 1, values.max + 1, values.min + 0.5, 'soon'] }
    case 'text':
      return {
        allowed: ['/a', 'a', '.a.b'].filter((text) => new RegExp(`^(?:${values.pattern})$`).test(text)),
        refused: ['', 'a;b', 'a\nb', 'a'.repeat(101), 7],
      }
  }
}

/** `serialize` of `cookie`, which express-session writes the header with, throws in the middle of an answer on a name, a path, or a domain that it refuses. */
describe.each(['name', 'path', 'domain'] as const)('the pattern of %s', (option) => {
  const accepts = sessionOptionsPatch.safeParse.bind(sessionOptionsPatch)
  const header = (text: string) => (option === 'name' ? serialize(text, 'v', {}) : serialize('n', 'v', { [option]: text }))

  test.each([
    'a',
    '/',
    '/a b',
    'a.b',
    '.a',
    'a..b',
    'a_b',
    '-a',
    'a-',
    'é',
    'a=b',
    'a"b',
    'a|b',
    '^a',
    'a/b',
    '[::1]',
    '127.0.0.1',
    '__Host-a',
    'a\tb',
    'ab;c',
    '<a>',
  ])('takes %j exactly where a header can carry it', (text) => {
    let carries = true
    try {
      header(text)
    } catch {
      carries = false
    }
    expect(accepts({ [option]: text }).success).toBe(carries)
  })
})

test('PROTOCOL.md lists them as they are', () => {
  const text = readFileSync(join(projectRoot, 'server/protocol/PROTOCOL.md'), 'utf8')
  const [, section = ''] = /## Session options\n([\s\S]*?)\n## /.exec(text) ?? []
  const rows = [...section.matchAll(/^\| `(\w+)` +\| `([\w. ]+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)].map(([, ...cells]) => cells)
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
    case 'text':
      return values.optional ? 'text, `null`' : 'text'
  }
}
