import { after, type Recipe, typesOf } from './recipe.js'

export const addFact: Recipe = {
  heading: 'Add a fact or a kind of check',
  what: 'a fact',
  files: [
    {
      path: 'server/protocol/verdicts.ts',
      named: 'server/protocol/verdicts.ts',
      write: after('export interface FactValues {\n', "  readonly 'server.pid': number | null\n"),
    },
    {
      path: 'server/curriculum/facts.ts',
      named: 'server/curriculum/facts.ts',
      write: after("  'store.active': ({ store }) => store.active,\n", "  'server.pid': (snapshot) => onlyInstance(snapshot).pid,\n"),
    },
    {
      path: 'server/curriculum/check-message.ts',
      named: 'server/curriculum/check-message.ts',
      write: after('const FACT: Readonly<Record<keyof FactValues, string>> = {\n', "  'server.pid': 'number of the process',\n"),
    },
    ...['en', 'pt-BR'].map((language) => ({
      missedBy: language === 'en' ? 'client/features/lessons/sentence-words.ts' : 'client/i18n/later.ts',
      path: `client/i18n/${language}/checks.json`,
      named: 'client/i18n/LANGUAGE/checks.json',
      write: after('    "server": {\n', '      "pid": "PID",\n'),
    })),
  ],
  proof: [typesOf('server'), typesOf('client')],
}
