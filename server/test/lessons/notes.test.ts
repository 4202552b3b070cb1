/** What the notes that the project grew from say, and how it is said: the same facts in both languages, in one way of writing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lessonsFolder, projectRoot } from '../../paths.js'

const lessons = readdirSync(lessonsFolder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

function read(lesson: string, language: string): string {
  return readFileSync(join(lessonsFolder, lesson, `${language}.md`), 'utf8')
}

/** The text without blocks of code and without code within a line: what somebody reads as a sentence. */
function prose(text: string): string {
  return text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '`code`')
}

/** Everything that is said in Portuguese outside the lessons: the page, the first page to read, the glossary. */
function pageInPortuguese(): string {
  const folder = join(projectRoot, 'client', 'i18n', 'pt-BR')
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const paths = [...files.map((name) => join(folder, name)), join(projectRoot, 'README.pt-BR.md'), join(lessonsFolder, 'glossary.yml')]
  return paths.map((path) => readFileSync(path, 'utf8')).join('\n')
}

interface Fact {
  readonly fact: string
  /** The lesson's number, where it is told or done. */
  readonly lesson: string
  readonly en: RegExp
  readonly ptBR: RegExp
}

const FACTS: readonly Fact[] = [
  { fact: 'the package is installed by one line', lesson: '10', en: /npm install connect-mongodb-session/, ptBR: /npm install connect-mongodb-session/ },
  { fact: '`collection` has a default', lesson: '10', en: /Left out, it is `sessions` too/, ptBR: /Sem ele, o nome também é `sessions`/ },
  {
    fact: 'the name of the database stands in the address',
    lesson: '10',
    en: /the database's name: `mongodb:.*shop`/,
    ptBR: /o nome do banco: `mongodb:.*shop`/,
  },
  { fact: 'sessions may have a database of their own', lesson: '10', en: /A database of its own for sessions/, ptBR: /um banco só para as sessions/ },
  { fact: 'the address stands in one constant for the whole app', lesson: '10', en: /in one constant/, ptBR: /em uma constante/ },
  { fact: 'the database decides who is logged in', lesson: '10', en: /set `session\.isLoggedIn` to `false`/, ptBR: /mude `session\.isLoggedIn` para `false`/ },
  { fact: 'a factory makes the class', lesson: '10', en: /^> A \*factory\* takes `session`/m, ptBR: /^> Uma \*factory\* recebe `session`/m },
  { fact: '`expires` is optional', lesson: '10', en: /`expires` is optional/, ptBR: /`expires` é opcional/ },
  {
    fact: 'the sweeper deletes what has expired, and is watched at it',
    lesson: '10',
    en: /^## sweep: Watch the sweeper/m,
    ptBR: /^## sweep: Veja a faxina passar/m,
  },
  { fact: 'retryWrites', lesson: '10', en: /retryWrites=false/, ptBR: /retryWrites=false/ },
  { fact: 'Compass: database and collection', lesson: '10', en: /Compass, go to the database `shop`/, ptBR: /Compass, vá ao banco `shop`/ },
  {
    fact: 'a cart may live in the database instead',
    lesson: '05',
    en: /keep it in the database, under the account/,
    ptBR: /guarde-o no banco de dados, na conta dela/,
  },
  { fact: 'a password goes to the database as a hash', lesson: '05', en: /password: .*as a hash/, ptBR: /password: .*hash/ },
  { fact: 'a document of a log-in has three fields more', lesson: '02', en: /Three more fields/, ptBR: /mais três campos/ },
  {
    fact: 'files work, Redis is fast, and there are about sixty',
    lesson: '10',
    en: /sixty packages.*Files work too.*Redis/,
    ptBR: /sessenta pacotes.*Arquivos também servem.*Redis/,
  },
  { fact: 'never the memory store in production', lesson: '09', en: /In production never use it/, ptBR: /Em produção, nunca use/ },
  { fact: 'a secret is long and random', lesson: '03', en: /long and random/, ptBR: /longo e aleatório/ },
]

describe('the facts of the notes are told in both languages', () => {
  test.each(FACTS)('$fact', ({ lesson, en, ptBR }) => {
    const folder = lessons.find((name) => name.startsWith(`${lesson}-`))
    expect(folder).toBeDefined()
    expect(read(folder ?? '', 'en')).toMatch(en)
    expect(read(folder ?? '', 'pt-BR')).toMatch(ptBR)
  })
})

describe('one way of writing', () => {
  test.each(lessons)('%s has typographic quotes in its sentences', (lesson) => {
    for (const language of ['en', 'pt-BR']) {
      const lines = prose(read(lesson, language)).split('\n')
      expect(lines.filter((line) => line.includes('"'))).toEqual([])
      // And each one that opens is closed on its line.
      expect(lines.filter((line) => line.split('“').length !== line.split('”').length)).toEqual([])
    }
  })

  test.each(lessons)('%s calls people by their names alone in Portuguese', (lesson) => {
    // With the article it is another register; "a Alice" as "to Alice" does not occur, since it reads as the article.
    expect(read(lesson, 'pt-BR').match(/(?<![\p{L}])(?:[aà]|da|pela|na|o|ao|do|pelo|no) (?:Alice|Carol|Bob)(?![\p{L}])/giu)).toBeNull()
  })

  const AVOIDED: readonly (readonly [phrase: RegExp, why: string])[] = [
    [/com login feito|\bcom login\b(?! e)/i, 'logged in is "logado"'],
    [/(pede|pedir|pediu|pedirá) por (ela|estas|elas)\b/i, 'one looks a session up: "procura"'],
    [/nada que conte/i, 'almost nothing: "quase nada"'],
    [/letra por letra(?! ou)[^.]*MongoDB|MongoDB[^.]*letra por letra/i, 'the pane shows fields, not letters'],
    [/empurra o muro\. Não tira o muro do lugar/i, 'it contradicts itself'],
    [/vai inteira em toda requisição/i, 'it is the server that fetches it from the store'],
    [/Fechar este lado|sandbox arrumado|Trazer um arquivo|a última lição que existe/i, 'translated word for word'],
    [/"label": "eles"|“eles”/i, 'no label for a list of what users do'],
    [/De novo no \{\{store\}\}/i, 'translated word for word'],
    [/(?<!variáve(?:l|is) de )\bambiente\b/i, 'one word for it: "sandbox"'],
    [/\blesson server\b/i, 'the server is the "servidor da lição"'],
    [/http (comum|simples)/i, 'one way: "HTTP puro"'],
    [/avise a gente|não está aí agora|Morto<\/b> de fora/i, 'translated, or too familiar'],
    [/criptografad[oa] (com|pelo) (o )?secret/i, 'it is signed, never encrypted'],
  ]

  test('the page calls people by their names alone in Portuguese', () => {
    expect(pageInPortuguese().match(/(?<![\p{L}])(?:[aà]|da|pela|na|o|ao|do|pelo|no) (?:Alice|Carol|Bob)(?![\p{L}])/giu)).toBeNull()
  })

  test.each(AVOIDED)('Portuguese does without %s: %s', (phrase) => {
    expect(pageInPortuguese()).not.toMatch(phrase)
    for (const lesson of lessons) expect(read(lesson, 'pt-BR')).not.toMatch(phrase)
  })
})

/** Sides that only a wide screen has: on a phone the panes stand under each other. */
const SIDES: Readonly<Record<string, RegExp>> = {
  en: /\b(?:(?:left|right|middle)(?:-hand)? (?:pane|side)|(?:on|at|to) the (?:left|right)(?! of)|in the middle\b(?! of)|(?:top|bottom) (?:left|right)|beside this text)\b/i,
  // Not \b, for which à is no letter.
  'pt-BR': /(?<!\p{L})(?:painel (?:da esquerda|da direita|do meio)|à (?:esquerda|direita)(?! d)|lista (?:do|no) meio|ao lado deste texto)/iu,
}
test.each(Object.entries(SIDES))('panes are called by their names and not by their sides, in %s', (language, sides) => {
  const words = join(projectRoot, 'client', 'i18n', language)
  const texts = [
    ...lessons.map((lesson) => ({ name: lesson, text: prose(read(lesson, language)) })),
    ...readdirSync(words).flatMap((name) => (name.endsWith('.json') ? [{ name, text: readFileSync(join(words, name), 'utf8') }] : [])),
    { name: 'README', text: prose(readFileSync(join(projectRoot, language === 'en' ? 'README.md' : 'README.pt-BR.md'), 'utf8')) },
  ]
  expect(texts.flatMap(({ name, text }) => text.split('\n').flatMap((line) => (sides.test(line) ? [`${name}: ${line}`] : [])))).toEqual([])
})
