import { describe, expect, it } from 'vitest'
import { en } from './en/index.js'
import { LANGUAGES } from './index.js'
import { LATER_NAMESPACES } from './later.js'

const PLURAL = /_(zero|one|two|few|many|other)$/

/** Every text by its path: "bar.switched.carried_one" → "Now on {{store}} …". */
function flat(texts: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value as object, `${path}${key}.`)),
    ),
  )
}

const marks = (text: string) => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<(\w+)>/g)].map((match) => match[1] ?? `<${match[2]}>`).sort()
const bases = (texts: Record<string, string>) => [...new Set(Object.keys(texts).map((key) => key.replace(PLURAL, '')))].sort()

const files = import.meta.glob<object>('./*/*.json', { eager: true, import: 'default' })

/** As they stand in the files of the language. */
const textsOf = (language: string, namespace: string) => flat(files[`./${language}/${namespace}.json`] ?? {})

const all = [...Object.keys(en), ...LATER_NAMESPACES].flatMap((namespace) =>
  LANGUAGES.map((language) => ({ namespace, language, texts: textsOf(language, namespace) })),
)

describe.each(all.filter(({ language }) => language !== 'en'))('$namespace.json in $language', ({ namespace, texts }) => {
  const english = textsOf('en', namespace)

  it('says the same as in English', () => {
    expect(bases(texts)).toEqual(bases(english))
  })

  it('has the same placeholders and tags', () => {
    for (const [key, text] of Object.entries(texts)) {
      const counterpart = english[key] ?? english[key.replace(PLURAL, '_other')]
      expect([key, marks(text)]).toEqual([key, marks(counterpart ?? '')])
    }
  })
})

it.each(all)('$namespace.json in $language has every plural form that the language has, and none is empty', ({ language, texts }) => {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  for (const key of Object.keys(texts).filter((each) => each.endsWith('_other'))) {
    for (const category of needed) expect(texts).toHaveProperty([key.replace(PLURAL, `_${category}`)])
  }
  for (const [key, text] of Object.entries(texts)) expect([key, text.trim()]).not.toEqual([key, ''])
})

it.each(all)('no line of $namespace in $language can end within a number', ({ texts }) => {
  for (const [key, text] of Object.entries(texts)) expect([key, text]).toEqual([key, expect.not.stringMatching(/\d[ \u2009]\d{3}(?!\d)/)])
})
