import { describe, expect, it } from 'vitest'
import { en } from './en/index.js'
import { ptBR } from './pt-BR/index.js'

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

describe.each(Object.keys(en) as (keyof typeof en)[])('the texts of %s', (namespace) => {
  const english = flat(en[namespace])
  const portuguese = flat(ptBR[namespace])

  it('are the same in both languages', () => {
    expect(bases(portuguese)).toEqual(bases(english))
  })

  it('have the same placeholders and tags', () => {
    for (const [key, text] of Object.entries(portuguese)) {
      const counterpart = english[key] ?? english[key.replace(PLURAL, '_other')]
      expect([key, marks(text)]).toEqual([key, marks(counterpart ?? '')])
    }
  })

  it('have every plural form that the language has, and none is empty', () => {
    for (const [language, texts] of [
      ['en', english],
      ['pt-BR', portuguese],
    ] as const) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const key of Object.keys(texts).filter((each) => each.endsWith('_other'))) {
        for (const category of needed) expect(texts).toHaveProperty([key.replace(PLURAL, `_${category}`)])
      }
      for (const [key, text] of Object.entries(texts)) expect([key, text.trim()]).not.toEqual([key, ''])
    }
  })
})
