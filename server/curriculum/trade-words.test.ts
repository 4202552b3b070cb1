/** The words of the trade on the page against the words themselves, in each language. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { lessonsFolder, projectRoot } from '../paths.js'
import { LANGUAGES } from '../protocol/language.js'

/** What panes, bar and their dialogs say; of the bar's words, what belongs to them. */
const OF_THE_PANES = ['browser', 'store', 'said', 'memory', 'crowd', 'timeline', 'code', 'way', 'sites'] as const
const OF_THE_BAR = ['panes', 'bar', 'restart', 'kill', 'shop', 'code'] as const
/** Names, units and what nobody needs explained to use a shop. */
const COMMON = [
  'HTTP',
  'GET',
  'POST',
  'ID',
  'JSON',
  'MB',
  'MongoDB',
  'URL',
  'express-session',
  'req.session',
  'req.sessionID',
  'req.session.save',
  'req.session.destroy',
  'originalMaxAge',
  'cookie.path',
  'Sessionscope',
  // What a client that lies claims to be, and the name of a checksum beside a fingerprint.
  'evil.example',
  'SHA',
]

type Words = Readonly<Record<string, unknown>>

function textsOf(words: unknown): readonly string[] {
  return typeof words === 'string' ? [words.replaceAll(/\{\{\w+\}\}|<\/?[a-z]>/g, '')] : Object.values(words as Words).flatMap(textsOf)
}

const TRADE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(join(projectRoot, 'client/jsx/trade-words.json'), 'utf8'),
)

function wordsFile(language: string, name: string): Words {
  return JSON.parse(readFileSync(join(projectRoot, 'client/i18n', language, `${name}.json`), 'utf8'))
}

const glossary: Readonly<Record<string, Words>> = parse(readFileSync(join(lessonsFolder, 'glossary.yml'), 'utf8'))

describe.each(LANGUAGES)('words of the trade, in %s', (language) => {
  const bar = wordsFile(language, 'shell')
  const texts = [...OF_THE_PANES.flatMap((name) => textsOf(wordsFile(language, name))), ...OF_THE_BAR.flatMap((part) => textsOf(bar[part]))]
  const patterns = Object.entries(TRADE_WORDS).map(([id, words]) => [id, new RegExp(`(?<![\\p{L}\\d_-])(?:${words[language]})(?![\\p{L}\\d_])`, 'u')] as const)

  test('what looks like one in the texts of the panes is one', () => {
    // camelCase, Header-Case, CAPITALS: what no dictionary has.
    const looksLikeOne = /\b(?:[a-z]+(?:\.[a-z]+|[A-Z][a-z]+)[\w.]*|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]*-[A-Z]\w+(?:-[A-Z]\w+)*|[A-Z]{2,}\w*)\b/g
    const found = new Set(texts.flatMap((text) => text.match(looksLikeOne) ?? []))
    const unknown = [...found].filter((word) => !COMMON.includes(word) && !patterns.some(([, pattern]) => pattern.test(word)))
    expect(unknown).toEqual([])
  })

  test('each stands in some text, and is explained', () => {
    for (const [id, pattern] of patterns) {
      // The number of a life is filled in.
      expect([
        id,
        texts.some((text) => pattern.test(text) || pattern.test(`${text.trim()} 2`) || pattern.test(text.replace(/(?<=[Ll]ife|[Vv]ida) ?/, ' 2'))),
      ]).toEqual([id, true])
      expect([id, (glossary[id]?.[language] as Words | undefined)?.definition]).toEqual([id, expect.any(String)])
    }
  })

  test('from one start of the server to its end is a life, whoever speaks of it', () => {
    const lessons = readdirSync(lessonsFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(`${language}.md`))
    const said = [
      ...readdirSync(join(projectRoot, 'client/i18n', language))
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => textsOf(wordsFile(language, name.slice(0, -5)))),
      ...lessons.map((name) => readFileSync(join(lessonsFolder, name), 'utf8')),
      ...Object.values(glossary).flatMap((entry) => textsOf(entry[language])),
    ]
    expect(said.filter((text) => /\bboots?\b/i.test(text))).toEqual([])
    expect((bar.bar as { readonly server: { readonly boot: string } }).server.boot).toMatch(language === 'en' ? /^life / : /^vida /)
  })
})
