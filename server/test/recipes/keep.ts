import { after, all, fresh, inFrontOf, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

const words = (language: string): RecipeFile => ({
  path: `client/i18n/${language}/show.json`,
  named: 'client/i18n/LANGUAGE/show.json',
  missedBy: language === 'en' ? 'client/features/keep/keep-views.tsx' : 'client/i18n/later.ts',
  write: inFrontOf('  "json": {\n', '  "postcard": { "title": "…", "lead": "…" },\n'),
})

export const addKeepView: Recipe = {
  heading: 'Add a way to keep and show',
  sample: words('pt-BR'),
  files: [
    {
      path: 'client/state/keeping.ts',
      named: 'client/state/keeping.ts',
      missedBy: 'client/features/keep/entries.ts',
      write: inFrontOf("'json', ", "'postcard', "),
    },
    {
      path: 'client/features/keep/postcard.tsx',
      named: 'client/features/keep/',
      missedBy: 'client/features/keep/entries.ts',
      write: fresh("import type { Keeping } from '../../state/keeping.js'\n\nexport const Postcard = ({ rows }: Keeping) => <p>{rows.length}</p>\n"),
    },
    {
      path: 'client/features/keep/entries.ts',
      named: 'entries.ts',
      write: all(
        after("import { OpenRecording } from './open-recording.js'\n", "import { Postcard } from './postcard.js'\n"),
        inFrontOf('  json: JsonExport,\n', '  postcard: Postcard,\n'),
      ),
    },
    words('en'),
    words('pt-BR'),
  ],
  proof: [tests('client', 'client/i18n/texts.test.ts'), typesOf('client')],
}
