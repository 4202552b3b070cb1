import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
// The compiler's API as version 6 has it: that of version 7 is not stable yet.
import ts from 'typescript-api'
import { parse, stringify } from 'yaml'
import { projectRoot } from '../../paths.js'
import { type Change, fresh, inFrontOf, instead, type Recipe, type RecipeFile, tests, typesOf } from './recipe.js'

/** The one that is added, and the one whose words it borrows. */
const NEW = 'es'
const OLD = 'pt-BR'

/** Beside each `'pt-BR': …` of an object, `es: …` with the same words, or with those of the files that are made for it. */
const inTables: Change = (before) => {
  const source = ts.createSourceFile('table.ts', before ?? '', ts.ScriptTarget.Latest, true)
  const places: ts.PropertyAssignment[] = []
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text === OLD) places.push(node)
    ts.forEachChild(node, look)
  }
  look(source)
  const words = (node: ts.PropertyAssignment) => node.initializer.getText(source).replaceAll(`import('./${OLD}/`, `import('./${NEW}/`)
  return places.reduceRight((text, node) => `${text.slice(0, node.end)}, ${NEW}: ${words(node)}${text.slice(node.end)}`, source.text)
}

/** What is a file of each language, as a copy of another one's. */
const copy = (folder: string, file: string, named: string): RecipeFile => ({
  path: `${folder}/${file.replace(OLD, NEW)}`,
  named,
  write: fresh(readFileSync(join(projectRoot, folder, file), 'utf8').replace(/ptBR/g, NEW)),
})

const later = readFileSync(join(projectRoot, 'client/i18n/later.ts'), 'utf8')
const textsOfPage = readdirSync(join(projectRoot, 'client/i18n', OLD)).map((file): RecipeFile => {
  const { write } = copy(`client/i18n/${OLD}`, file, '')
  if (file === 'index.ts') return { path: `client/i18n/${NEW}/${file}`, named: file, write, missedBy: 'client/i18n/index.ts' }
  const missedBy = later.includes(`./${OLD}/${file}'`) ? 'client/i18n/later.ts' : `client/i18n/${NEW}/index.ts`
  return { path: `client/i18n/${NEW}/${file}`, named: 'client/i18n/LANGUAGE/', write, missedBy }
})

/** Where words of all languages stand side by side, and how CONTRIBUTING.md names the place; what is not here must be named as it is. */
const PLACES: readonly (readonly [place: RegExp, named: string])[] = [
  [/^server\/words\//, 'server/words/'],
  [/^server\/stores\/[\w-]+-store\.ts$/, 'server/stores/'],
  [/^server\/stores\/catalogue\//, 'server/stores/catalogue/'],
  [/^server\/lesson-server\/shop\/variants(?:\/|\.ts$)/, 'server/lesson-server/shop/variants/'],
]
const nameOf = (path: string) => PLACES.find(([place]) => place.test(path))?.[1] ?? path

/** These are not done with a copy of the old words. */
const BY_HAND = new Set(['client/i18n/index.ts', 'server/words/spoken-language.mjs', 'server/lesson-server/shop/words.ts'])

/** Every file of the code in which such words stand. */
const tables = ['client', 'server'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path) && !/\.test\.tsx?$|\/test\//.test(path) && !BY_HAND.has(path))
    .filter((path) => readFileSync(join(projectRoot, path), 'utf8').includes(`'${OLD}': `)),
)

/** Where lessons are, and how CONTRIBUTING.md names the place. */
const FOLDERS_OF_LESSONS = [
  ['lessons', 'LANGUAGE.md'],
  ['server/test/lessons/fixtures', 'server/test/lessons/fixtures/'],
] as const
const lessons = FOLDERS_OF_LESSONS.flatMap(([folder, named]) =>
  readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => copy(`${folder}/${name}`, `${OLD}.md`, named)),
)
const inGlossary: Change = (before) => {
  const words = parse(before ?? '') as Record<string, Record<string, unknown>>
  return stringify(Object.fromEntries(Object.entries(words).map(([id, word]) => [id, { ...word, [NEW]: structuredClone(word[OLD]) }])))
}

const inQuiz: Change = (before) => {
  const questions = parse(before ?? '') as readonly Record<string, unknown>[]
  return stringify(questions.map((question) => ({ ...question, [NEW]: structuredClone(question[OLD]) })))
}

const inTradeWords: Change = (before) => {
  const words = JSON.parse(before ?? '') as Record<string, Record<string, string>>
  return JSON.stringify(Object.fromEntries(Object.entries(words).map(([id, word]) => [id, { ...word, [NEW]: word[OLD] }])))
}

export const addLanguage: Recipe = {
  heading: 'Add a language',
  alone: true,
  files: [
    {
      path: 'server/protocol/language.ts',
      named: 'server/protocol/language.ts',
      write: instead(`['en', '${OLD}']`, `['en', '${OLD}', '${NEW}']`),
    },
    ...textsOfPage,
    {
      path: 'client/i18n/index.ts',
      named: 'client/i18n/index.ts',
      write: inFrontOf(`  '${OLD}': async`, `  ${NEW}: async () => (await import('./${NEW}/index.js')).${NEW},\n`),
    },
    {
      path: 'server/words/spoken-language.mjs',
      named: 'spoken-language.mjs',
      write: instead('const SYSTEMS = { ', `const SYSTEMS = { ${NEW}: /^es\\b|^es_/i, `),
    },
    {
      path: 'server/lesson-server/shop/words.ts',
      named: 'server/lesson-server/shop/words.ts',
      write: instead(`'${OLD}': portuguese }`, `'${OLD}': portuguese, ${NEW}: { ...portuguese, language: '${NEW}' } }`),
    },
    ...tables.map((path): RecipeFile => ({ path, named: nameOf(path), write: inTables })),
    ...lessons,
    { path: 'client/jsx/trade-words.json', named: 'client/jsx/trade-words.json', write: inTradeWords },
    { path: 'lessons/quiz.yml', named: 'lessons/quiz.yml', write: inQuiz },
    ...FOLDERS_OF_LESSONS.map(([folder]): RecipeFile => ({ path: `${folder}/glossary.yml`, named: 'glossary', write: inGlossary })),
  ],
  proof: [
    tests('unit', 'server/curriculum/load.test.ts', 'server/words/words.test.ts'),
    tests('unit', 'server/words', 'server/curriculum'),
    tests('client', 'client/i18n'),
    typesOf('server'),
    typesOf('client'),
  ],
}
