import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SHOPS } from '../lesson-server/shop/variants.js'
import { lessonsFolder, projectRoot } from '../paths.js'
import { LANGUAGES } from '../protocol/language.js'
import { localized } from '../test/support/localized.js'
import { loadCurriculum } from './load.js'

const SHOP_NAMES = SHOPS.map(({ name }) => name)
const GOOD = '05-as-it-should-be'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-lessons-'))
  cpSync(join(projectRoot, 'server/test/lessons/fixtures'), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function change(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, GOOD, file)
  const source = readFileSync(path, 'utf8')
  expect(source).toMatch(from)
  writeFileSync(path, source.replace(from, to))
}

/** What is said about the lesson that was changed; every other one must have been loaded. */
async function problems(): Promise<string[]> {
  const { lessons, reading } = await loadCurriculum(folder, SHOP_NAMES)
  expect(lessons.has('01-cannot-be-solved')).toBe(true)
  expect(lessons.has(GOOD)).toBe(false)
  return (reading.broken.find((broken) => broken.folder === GOOD)?.problems ?? []).map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

test('the curriculum is whole, and its links to lessons lead somewhere', async () => {
  const { lessons, reading } = await loadCurriculum(lessonsFolder, SHOP_NAMES)
  expect(reading.broken).toEqual([])
  // Whoever reads a lesson again sees what is right, and before that the lines in another order.
  for (const { steps } of reading.lessons) {
    for (const { id, task } of steps) {
      if (task.kind === 'assemble') expect(task.lines.map((line) => line.id).join(), id).not.toBe(task.right)
      if (task.kind !== 'assemble' && task.kind !== 'sort') continue
      const parts = task.kind === 'sort' ? task.cards : task.lines
      expect(
        task.right
          .split(',')
          .map((part) => part.split(':')[0])
          .toSorted(),
        id,
      ).toEqual(parts.map((part) => part.id).toSorted())
    }
  }
  const linked = [...JSON.stringify(reading.lessons).matchAll(/#\/lessons\/([a-z0-9-]+)/g)].map(([, id]) => id ?? '')
  expect(linked.filter((id) => !lessons.has(id))).toEqual([])
  expect(reading.quiz.length).toBeGreaterThan(5)
})

test('the fixtures are whole', async () => {
  const { lessons, reading } = await loadCurriculum(folder, SHOP_NAMES)
  expect(reading.broken).toEqual([])
  expect([...lessons.keys()]).toEqual([...lessons.keys()].toSorted())
  expect(lessons.get(GOOD)?.lesson).toMatchObject({ number: 5, title: { en: 'As it should be' }, steps: [{ id: 'visit' }, { id: 'log-in' }] })
})

describe('lesson.yml', () => {
  test.each([
    ['malformed YAML', /steps:/, 'steps: [', /lesson\.yml:\d+: this is not YAML/],
    ['an unknown control', '[shop]', '[shop, lamp]', /lesson\.yml:3: controls\.1: /],
    ['an unknown field', 'minutes: 1', 'minutes: 1\nmagic: yes', /lesson\.yml:2: magic: there is no such field here/],
    ['an unknown field of a step', '  - id: log-in', '  - id: log-in\n    magic: yes', /lesson\.yml:14: steps\.1\.magic: there is no such field here/],
    ['an unknown field of a request', 'method: GET, path: /, who', 'methods: GET, path: /, who', /lesson\.yml:7: .*methods: there is no such field here/],
    ['an unknown command', 'browser:visit', 'browser:dance', /lesson\.yml:9: steps\.0\.solution\.0/],
    ['a number out of bounds', 'minutes: 1', 'minutes: 900', /lesson\.yml:1: minutes: /],
    ['a step twice', 'id: log-in', 'id: visit', /lesson\.yml:13: the step "visit" stands there twice/],
    ['a point that is no control of it', '  - id: visit', '  - id: visit\n    point: memory-chart', /lesson\.yml:6: .*points at "memory-chart"/],
    ['something to watch that is no control of it', '  - id: visit', '  - id: visit\n    watch: [document]', /lesson\.yml:6: .*asks to watch "document"/],
    ['a store that is not announced', 'setup: {', 'setup: { store: mongodb,', /lesson\.yml:2: the store "mongodb" is not under stores/],
    ['a guess that nothing answers', '    check:', '    task: { predict: [a, b] }\n    check:', /lesson\.yml:6: no step answers the guess of "visit"/],
    [
      'an answer to no guess',
      '    check:',
      '    answersGuess: log-in\n    check:',
      /lesson\.yml:6: .*answers the guess of "log-in", which is no step before it/,
    ],
    ['a fault that there is not', 'setup: {', 'setup: { faults: { earthquake: {} },', /lesson\.yml:2: setup\.faults\.earthquake: there is no such field here/],
    ['a fault out of bounds', 'setup: {', 'setup: { faults: { wire-delay: { set: 60000 } },', /lesson\.yml:2: setup\.faults\.wire-delay\.set: /],
    ['more servers than there can be', 'setup: {', 'setup: { servers: 3,', /lesson\.yml:2: setup\.servers: /],
    ['a shop that there is not', 'setup: {', 'setup: { shop: cathedral,', /lesson\.yml:2: setup\.shop: /],
    [
      'an act with such a shop',
      '- { type: "browser:visit", browser: "browser:alice" }',
      '- { type: "server:shop", shop: cathedral }',
      /the step "visit" runs the shop "cathedral"/,
    ],
    ['an empty file', /[\s\S]+/, '', /lesson\.yml:(1|null): /],
    ['a file that is a list', /[\s\S]+/, '- a', /lesson\.yml:1: the file: /],
  ])('%s is told with its line', async (_what, from, to, said) => {
    change('lesson.yml', from, to)
    expect(await problems()).toContainEqual(expect.stringMatching(said))
  })

  test.each([
    ['an answer without a task', '{ answer: any }', /wants an answer, but it has no task/],
    ['a range of nothing', '{ state: { store.sessions: { atLeast: 2, atMost: 1 } } }', /"store\.sessions" asks for at least more than at most/],
    ['a fact that there is not', '{ state: { store.colour: red } }', /there is no fact "store\.colour"/],
    ['a browser that differs from itself', '{ differentSessions: [you, you] }', /names one browser twice/],
    ['true from the start', '{ never: { method: POST } }', /true from the start/],
  ])('a check that makes no sense: %s', async (_what, check, said) => {
    change('lesson.yml', /check:\n\s+request:.*/, `check: ${check}`)
    expect(await problems()).toContainEqual(expect.stringMatching(said))
  })

  test('aliases are refused before they blow up', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]`),
    ]
    change('lesson.yml', /[\s\S]+/, bomb.join('\n'))
    const began = performance.now()
    expect(await problems()).toContainEqual(expect.stringMatching(/aliases .* are not allowed/))
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('tags make no objects', async () => {
    change('lesson.yml', 'minutes: 1', 'minutes: !!js/function "function () { return 1 }"')
    expect(await problems()).toContainEqual(expect.stringMatching(/lesson\.yml:1: minutes/))
  })
})

describe('the words', () => {
  test.each([
    ['a hint that is missing', '### Hint 2', '### Hint 1', /pt-BR\.md:7: "### Hint 2" is missing/],
    ['a heading of nothing', '### Done', '### Well done', /pt-BR\.md:\d+: "### Well done" is none of/],
    ['a step of another name', '## visit: A step', '## come: A step', /pt-BR\.md:7: its steps are come, log-in, but lesson\.yml has visit, log-in/],
    ['no closing', '## In your own app', '## The end', /pt-BR\.md:\d+: "## The end" must be/],
    ['no title', /^# .*/, '', /pt-BR\.md:1: the file must begin with "# Title"/],
    ['no question', '> A question?\n', '', /pt-BR\.md:1: below the title/],
    ['no aha', '> One line.', '', /pt-BR\.md:1: below the title/],
    ['a word that is not in the glossary', 'Text.', '[x](glossary:unheard-of)', /pt-BR\.md:9: "unheard-of" is not in glossary\.yml/],
    ['choices that nobody asked for', '### Done', '### Choices\n\n- a: b → c\n\n### Done', /pt-BR\.md:7: "### Choices" has a, but lesson\.yml has nothing/],
    ['code of no language', 'Text.', '```\nx\n```', /pt-BR\.md:9: a code block must name/],
    ['code that the other language lacks', 'Text.', '```js\nx()\n```', /pt-BR\.md:9: it has 1 code blocks, but 05-as-it-should-be\/en\.md has 0/],
  ])('%s', async (_what, from, to, said) => {
    change('pt-BR.md', from, to)
    expect(await problems()).toContainEqual(expect.stringMatching(said))
  })

  test('a language that is missing', async () => {
    rmSync(join(folder, GOOD, 'pt-BR.md'))
    expect(await problems()).toEqual([`${GOOD}/pt-BR.md:null: the file is missing or cannot be read`])
  })

  test('code differs in comments only', async () => {
    for (const language of LANGUAGES) change(`${language}.md`, 'Text.', `\`\`\`js\nx() // ${language}\n\`\`\``)
    expect((await loadCurriculum(folder, SHOP_NAMES)).lessons.has(GOOD)).toBe(true)
    change('pt-BR.md', 'x()', 'y()')
    expect(await problems()).toEqual([`${GOOD}/pt-BR.md:9: this code differs, by more than comments, from ${GOOD}/en.md:9`])
  })

  test('raw HTML and scripts arrive as text', async () => {
    change('en.md', 'Text.', '<script>alert(1)</script>\n\n[x](javascript:alert(1))')
    const { lessons } = await loadCurriculum(folder, SHOP_NAMES)
    expect(lessons.get(GOOD)?.lesson.steps[0]?.bodyHtml.en).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>[x](javascript:alert(1))</p>\n')
  })
})

describe('the quiz', () => {
  const question = (over: Record<string, unknown> = {}) => {
    const words = { question: 'Q', choices: { a: 'A', b: '*B*' }, why: 'W' }
    return { id: 'q', back: `${GOOD}/visit`, right: 'b', ...Object.fromEntries(LANGUAGES.map((language) => [language, words])), ...over }
  }
  const read = async (...questions: unknown[]) => {
    writeFileSync(join(folder, 'quiz.yml'), JSON.stringify(questions))
    const { quiz, broken } = (await loadCurriculum(folder, SHOP_NAMES)).reading
    return { quiz, said: broken.flatMap(({ problems }) => problems.map(({ file, message }) => `${file}: ${message}`)) }
  }

  test('points back to a step', async () => {
    const { quiz, said } = await read(question())
    expect(said).toEqual([])
    expect(quiz).toMatchObject([{ id: 'q', lesson: GOOD, step: 'visit', right: 'b', choices: [{ id: 'a' }, { id: 'b', text: localized('<em>B</em>') }] }])
  })

  test.each([
    ['a step that there is not', { back: `${GOOD}/dance` }, /there is no step "05-as-it-should-be\/dance"/],
    ['a right answer that is no choice', { right: 'c' }, /"c" is not one of its choices/],
    ['a language that is missing', { 'pt-BR': undefined }, /pt-BR/],
    ['choices that differ', { 'pt-BR': { question: 'Q', choices: { a: 'A' }, why: 'W' } }, /its choices differ between the languages/],
  ])('%s costs that question only', async (_what, over, message) => {
    const { quiz, said } = await read(question({ id: 'whole' }), question(over))
    expect(quiz.map(({ id }) => id)).toEqual(['whole'])
    expect(said).toEqual([expect.stringMatching(message)])
  })
})

describe('folders', () => {
  test('a name that is none, and a number twice', async () => {
    for (const name of ['7-short', 'Notes', '05-another']) mkdirSync(join(folder, name))
    cpSync(join(folder, GOOD), join(folder, '05-zz'), { recursive: true })
    const { lessons, reading } = await loadCurriculum(folder, SHOP_NAMES)
    expect(lessons.has(GOOD)).toBe(true)
    const said = new Map(reading.broken.map((broken) => [broken.folder, broken.problems.map(({ message }) => message).join(' ')]))
    expect(said.get('7-short')).toContain('must be called NN-words-with-dashes')
    expect(said.get('Notes')).toContain('must be called NN-words-with-dashes')
    expect(said.get('05-zz')).toBe('the number 5 belongs to 05-as-it-should-be already')
  })

  test('no folder at all is told, not thrown', async () => {
    const gone = join(folder, 'gone')
    expect((await loadCurriculum(gone, SHOP_NAMES)).reading).toMatchObject({ lessons: [], broken: [{ folder: gone, problems: [{ line: null }] }] })
  })

  test('a glossary that is broken costs its word only', async () => {
    const words = LANGUAGES.map((language) => `  ${language}: { term: a, definition: "${language === 'en' ? 'b' : '*b*'}" }\n`).join('')
    writeFileSync(join(folder, 'glossary.yml'), `cookie:\n  en: { term: a, definition: b }\nsession:\n${words}`)
    const { reading, lessons } = await loadCurriculum(folder, SHOP_NAMES)
    expect(reading.glossary).toEqual([{ id: 'session', term: localized('a'), definition: localized('b', '<em>b</em>') }])
    expect(reading.broken).toEqual([
      { folder: 'glossary.yml', problems: [{ file: 'glossary.yml', line: 1, message: '"cookie" needs a term and a definition in pt-BR' }] },
    ])
    expect(lessons.has(GOOD)).toBe(true)
  })
})
