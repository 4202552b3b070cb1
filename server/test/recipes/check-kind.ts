import { after, all, fresh, inFrontOf, lessonSchema, type Recipe, tests, typesOf } from './recipe.js'

const JUDGE = `/** The leaf about how often the lesson server has lived. */
import { onlyInstance } from '../../protocol/instance-state.js'
import type { Finding, Observed } from './observed.js'

export function judgeLives(wanted: number, { snapshot }: Observed): Finding {
  const { boot } = onlyInstance(snapshot)
  return { passed: boot >= wanted, expected: { code: 'lives', params: { lives: wanted } }, observed: { code: 'lives-seen', params: { lives: boot } } }
}
`

/** \`lives: 2\`: the lesson server was started at least twice. */
export const addCheckKind: Recipe = {
  heading: 'Add a fact or a kind of check',
  what: 'a kind of check',
  files: [
    {
      path: 'server/protocol/verdicts.ts',
      named: 'server/protocol/verdicts.ts',
      write: after('export interface CheckParams {\n', "  readonly lives: { readonly lives: number }\n  readonly 'lives-seen': { readonly lives: number }\n"),
    },
    {
      path: 'server/curriculum/check-schema.ts',
      named: 'server/curriculum/check-schema.ts',
      write: inFrontOf(
        '  z.strictObject({ answer: z.string() })',
        "  z.strictObject({ lives: z.number().int().min(1) }).describe('The least number of lives of the lesson server'),\n",
      ),
    },
    lessonSchema,
    { path: 'server/curriculum/judges/lives.ts', named: 'server/curriculum/judges/', write: fresh(JUDGE) },
    {
      path: 'server/curriculum/check.ts',
      named: 'server/curriculum/check.ts',
      write: all(
        inFrontOf("import type { Finding, Observed } from './judges/observed.js'\n", "import { judgeLives } from './judges/lives.js'\n"),
        inFrontOf("  if ('crowd' in leaf)", "  if ('lives' in leaf) return judgeLives(leaf.lives, observed)\n"),
      ),
    },
    {
      path: 'server/curriculum/check-message.ts',
      named: 'server/curriculum/check-message.ts',
      write: inFrontOf(
        "  'any-answer': () =>",
        "  lives: ({ lives }) => ['at least', lives, 'lives'].join(' '),\n  'lives-seen': ({ lives }) => [lives, 'lives so far'].join(' '),\n",
      ),
    },
    {
      path: 'client/features/lessons/sentence-words.ts',
      named: 'client/features/lessons/sentence-words.ts',
      write: inFrontOf(
        "    'any-answer': () =>",
        "    lives: ({ lives }) => this.#t('sentence.lives', { lives }),\n    'lives-seen': ({ lives }) => this.#t('sentence.lives-seen', { lives }),\n",
      ),
    },
    ...[
      ['en', 'at least {{lives}} lives', '{{lives}} lives so far'],
      ['pt-BR', 'pelo menos {{lives}} vidas', '{{lives}} vidas até agora'],
    ].map(([language, wanted, seen]) => ({
      missedBy: language === 'en' ? 'client/features/lessons/sentence-words.ts' : 'client/i18n/later.ts',
      path: `client/i18n/${language}/checks.json`,
      named: 'client/i18n/LANGUAGE/checks.json',
      write: inFrontOf('    "any-answer": "', `    "lives": "${wanted}",\n    "lives-seen": "${seen}",\n`),
    })),
    {
      path: 'client/features/lessons/sentence-words.test.tsx',
      named: 'sentence-words.test.tsx',
      write: inFrontOf("  'any-answer': [{}],\n", "  lives: [{ lives: 2 }],\n  'lives-seen': [{ lives: 1 }],\n"),
    },
  ],
  proof: [
    tests('unit', 'server/supervisor/lessons/json-schema.test.ts', 'server/curriculum/check.test.ts'),
    tests('client', 'client/features/lessons/sentence-words.test.tsx'),
    typesOf('server'),
    typesOf('client'),
  ],
}
