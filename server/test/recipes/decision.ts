import { after, inFrontOf, instead, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

const decisionCase: RecipeFile = {
  path: 'server/test/lesson-server/decision-cases.ts',
  named: 'server/test/lesson-server/decision-cases.ts',
  write: inFrontOf(
    "  row('name: the cookie of that name is read'",
    "  row('cookie.path: in other letters', '/look', ['path no: other-letters'], { options: { cookie: { path: '/LOOK' } } }),\n",
  ),
}

/** A path that misses `cookie.path` by capital letters. */
export const addDecision: Recipe = {
  heading: 'Add a reason of a decision',
  sample: decisionCase,
  files: [
    {
      path: 'server/protocol/decisions.ts',
      named: 'server/protocol/decisions.ts',
      write: instead("no: ['outside', ", "no: ['outside', 'other-letters', "),
    },
    {
      path: 'server/lesson-server/taps/decision-notes.ts',
      named: 'decision-notes.ts',
      write: instead(
        "        this.#pass('outside')\n",
        "        this.#pass(this.#req.url?.toLowerCase().startsWith(this.#cookiePath.toLowerCase()) ? 'other-letters' : 'outside')\n",
      ),
    },
    decisionCase,
    {
      path: 'client/features/timeline/explain.ts',
      named: 'client/features/timeline/explain.ts',
      write: (before) =>
        inFrontOf(
          "    case 'store-disconnected':\n",
          "    case 'other-letters':\n      return reason('otherLetters', { place: path.cookiePath })\n",
        )(after("  | 'outsidePath'\n", "  | 'otherLetters'\n")(before)),
    },
    ...['en', 'pt-BR'].map((language) => ({
      missedBy: language === 'en' ? 'client/features/timeline/why.tsx' : 'client/i18n/pt-BR/index.ts',
      path: `client/i18n/${language}/timeline.json`,
      named: 'timeline.json',
      write: inFrontOf('    "outsidePath": "', '    "otherLetters": "{{place}}",\n'),
    })),
    ...['en', 'pt-BR'].map((language) => ({
      missedBy: language === 'en' ? 'client/features/timeline/chain/reason-words.tsx' : 'client/i18n/later.ts',
      path: `client/i18n/${language}/chain.json`,
      named: 'chain.json',
      write: inFrontOf('        "outside": {', '        "other-letters": { "title": "{{path}}", "why": "{{path}}" },\n'),
    })),
  ],
  proof: [tests('unit', 'server/lesson-server/taps/decisions.test.ts'), typesOf('server'), typesOf('client')],
}
