import { after, inFrontOf, instead, lessonSchema, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

const row: RecipeFile = {
  path: 'server/protocol/PROTOCOL.md',
  named: 'PROTOCOL.md',
  write: after(
    '| `priority` | `cookie.priority` | `null`, `"low"`, `"medium"`, `"high"` | `null` |\n',
    '| `signed` | `cookie.signed` | `false`, `true` | `false` |\n',
  ),
}

/** One that express-session does not read. */
export const addOption: Recipe = {
  heading: 'Add an option of the session',
  sample: row,
  files: [
    {
      path: 'server/protocol/session-options.ts',
      named: 'server/protocol/session-options.ts',
      write: inFrontOf(
        '} as const satisfies Readonly<Record<string, SessionOptionEntry>>\n',
        "  signed: { values: SWITCH, initial: false, code: 'cookie.signed', whenLeftOut: false, isAdvanced: true },\n",
      ),
    },
    ...['en', 'pt-BR'].map((language) => ({
      missedBy: language === 'en' ? 'client/features/top-bar/option-field.tsx' : 'client/i18n/later.ts',
      path: `client/i18n/${language}/code.json`,
      named: 'client/i18n/LANGUAGE/code.json',
      write: inFrontOf('    "saveUninitialized": "', '    "signed": "…",\n'),
    })),
    {
      path: 'server/lesson-server/option-effects.test.ts',
      named: 'server/lesson-server/option-effects.test.ts',
      write: inFrontOf('  async saveUninitialized() {\n', '  async signed() {\n    expect(await loginLine({ signed: true })).toMatch(/=s%3A/)\n  },\n'),
    },
    {
      path: 'server/protocol/session-options.test.ts',
      named: 'server/protocol/session-options.test.ts',
      write: instead(/ {2}'cookie\.signed': .*\n/, ''),
    },
    row,
    lessonSchema,
  ],
  proof: [
    tests('unit', 'server/protocol/session-options.test.ts', 'server/lesson-server/option-effects.test.ts', 'server/supervisor/lessons/json-schema.test.ts'),
    typesOf('server'),
    typesOf('client'),
  ],
}
