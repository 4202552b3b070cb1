import { after, type Change, inFrontOf, type Recipe, tests, typesOf } from './recipe.js'

const HEADING = 'Add or change wording'
const LANGUAGES = ['en', 'pt-BR']

/** Words of the page, which one language after the other needs. */
const ofPage: Recipe = {
  heading: HEADING,
  what: 'of the page',
  files: LANGUAGES.map((language) => ({
    missedBy: 'client/i18n/pt-BR/index.ts',
    path: `client/i18n/${language}/store.json`,
    named: 'client/i18n/LANGUAGE/*.json',
    write: after('{\n', '  "praise": "…",\n'),
  })),
  proof: [tests('client', 'client/i18n/texts.test.ts'), typesOf('client')],
}

/** In one file, all languages side by side. */
function inOneFile(what: string, path: string, named: string, [english, portuguese]: readonly [Change, Change]): Recipe {
  return {
    heading: HEADING,
    what,
    files: [
      { path, named, part: 'its English', write: english },
      { path, named, part: 'its Portuguese', write: portuguese },
    ],
    proof: [typesOf('server')],
  }
}

export const changeWording: readonly Recipe[] = [
  ofPage,
  inOneFile('of the shop', 'server/lesson-server/shop/words.ts', 'server/lesson-server/shop/words.ts', [
    inFrontOf("  cartFull: 'Two", "  praise: 'Well chosen.',\n"),
    inFrontOf("  cartFull: 'Um", "  praise: 'Boa escolha.',\n"),
  ]),
  inOneFile('of the terminal', 'server/words/terminal.ts', 'server/words/', [
    inFrontOf("  stopped: 'Stopped", "  praise: 'Well done.',\n"),
    inFrontOf("  stopped: 'Encerrado", "  praise: 'Muito bem.',\n"),
  ]),
]
