/** Whatever a person reads on the terminal or in a server's notice stands in this folder, in every language, and names the same things in each. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wordsFor } from '../lesson-server/shop/words.js'
import { projectRoot } from '../paths.js'
import { LANGUAGES, type Language } from '../protocol/language.js'
import { OPTIONS } from '../supervisor/launch/options-table.js'
import { wordsBeforeBuild } from './before-build.mjs'
import { CONTRACT_WORDS } from './contract.js'
import * as notices from './notices.js'
import { SCRIPT_WORDS } from './npm-scripts.js'
import { HELP_WORDS, OPTION_WORDS, TABLE_HEAD } from './options.js'
import { isLanguage, spokenLanguage } from './spoken-language.mjs'
import { TERMINAL_WORDS } from './terminal.js'
import { VIEWER_WORDS } from './viewer.js'

const by = <T>(words: (language: Language) => T) => Object.fromEntries(LANGUAGES.map((language) => [language, words(language)]))
const { SHOP_NOTICES, AGAIN, NOTHING_HERE, SHOP_DOOR, DASHBOARD_DOOR, ...doorNotices } = notices

const TABLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'before the build': by((language) => wordsBeforeBuild([], { SESSIONSCOPE_LANGUAGE: language })),
  terminal: TERMINAL_WORDS,
  viewer: VIEWER_WORDS,
  'commands for developers': SCRIPT_WORDS,
  options: OPTION_WORDS,
  'the contract of a store': CONTRACT_WORDS,
  help: HELP_WORDS,
  'table of options': TABLE_HEAD,
  'what options do': by((language) => OPTIONS.map((option) => option.description[language])),
  shop: by((language) => wordsOfShop(language)),
  'notices of the shop': by((language) => Object.values(SHOP_NOTICES).map(({ words }) => words[language])),
  'what notices say of trying again': by((language) => Object.values(AGAIN).map((words) => words[language])),
  'nothing here': NOTHING_HERE.words,
  'notices of the doors': by((language) =>
    Object.values(doorNotices).map(
      (notice) =>
        (...given: never[]) =>
          (notice as (...all: unknown[]) => notices.Notice)(SHOP_DOOR, ...given.slice(1)).words[language].join('. '),
    ),
  ),
  doors: by((language) => [SHOP_DOOR[language], DASHBOARD_DOOR[language]]),
}

/** @returns what the shop says to whoever asks for this language; a language that it does not speak leaves `language` empty */
function wordsOfShop(language: Language): Readonly<Record<string, unknown>> {
  const words = wordsFor({ acceptsLanguages: () => language } as unknown as Parameters<typeof wordsFor>[0])
  return { ...words, language: words.language === language ? 'spoken' : '' }
}

/** Stands for any argument: its fields, and it itself, become a mark in the sentence. */
function marker(name: string): unknown {
  const text = () => `«${name}»`
  return new Proxy(
    Object.assign(() => {}, {}),
    {
      get: (_, key) => (key === Symbol.toPrimitive || key === 'toString' || key === 'join' ? text : typeof key === 'string' ? marker(key) : undefined),
      apply: text,
    },
  )
}

/** Every sentence by its path, with the marks of its arguments in it. */
function sentences(words: unknown, path = ''): [path: string, sentence: string][] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function') return [[path, String(words(...[0, 1, 2].map((index) => marker(String(index)))))]]
  return Object.entries(words as object).flatMap(([key, value]) => sentences(value, `${path}/${key}`))
}

const marks = (sentence: string) => [...new Set(sentence.match(/«\w+»/g))].sort()

describe.each(Object.entries(TABLES))('the words of %s', (_, table) => {
  test('are there in every language, none is empty, and each names what its counterpart names', () => {
    expect(Object.keys(table).sort()).toEqual([...LANGUAGES].sort())
    const [english = [], ...others] = LANGUAGES.map((language) => sentences(table[language]))
    for (const other of others) {
      expect(other.map(([path]) => path)).toEqual(english.map(([path]) => path))
      for (const [index, [path, sentence]] of other.entries()) {
        expect([path, sentence.trim()]).not.toEqual([path, ''])
        expect([path, marks(sentence)]).toEqual([path, marks(english[index]?.[1] ?? '')])
      }
    }
  })
})

test('the terminal knows every language', () => {
  for (const language of LANGUAGES) {
    expect(isLanguage(language)).toBe(true)
    expect(spokenLanguage([], { LANG: `${language.replace('-', '_')}.UTF-8` })).toBe(language)
  }
  expect(isLanguage('tlh')).toBe(false)
})

/** Where Portuguese may stand in code: words, what is sold, and the name of the language in its own language. */
const PLACES = [
  /^server\/words\//,
  /^server\/lesson-server\/shop\//,
  /^server\/protocol\/catalogue\.ts$/,
  /^server\/stores\/[\w-]+-store\.ts$/,
  /^server\/supervisor\/launch\/options-table\.ts$/,
  /^server\/bench\/table-words\.ts$/,
  /^client\/features\/top-bar\/language-choice\.tsx$/,
]

test('no sentence in Portuguese stands anywhere else', () => {
  const files = ['server', 'client'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$|^server\/test\/|^client\/test\//.test(name)),
  )
  expect(files.length).toBeGreaterThan(300)
  const lines = files
    .filter((name) => !PLACES.some((place) => place.test(name)))
    .flatMap((name) =>
      readFileSync(join(projectRoot, name), 'utf8')
        .split('\n')
        .map((line) => ({ name, line })),
    )
  expect(lines.filter(({ line }) => /[ãõçáéíóúâêôà]/i.test(line.replace(/(^|\s)(\/\/|\*|\/\*).*/, '')))).toEqual([])
})

test('no text sends a reader to a “timeline”: the page has a place for requests, and none of that name', () => {
  const folders = [...LANGUAGES.map((language) => `client/i18n/${language}`), 'server/words', 'server/lesson-server/shop/variants']
  const texts = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((file) => !file.includes('.test.'))
      // What has a space in it is said to somebody.
      .flatMap((file) =>
        [...readFileSync(join(projectRoot, folder, file), 'utf8').matchAll(/(?<quote>['"`])[^'"`\n]* [^'"`\n]*\k<quote>/g)].map(([text]) => text),
      ),
  )
  expect(texts.length).toBeGreaterThan(1_000)
  expect(texts.filter((text) => /timeline|linha do tempo/i.test(text))).toEqual([])
})
