/** The leaf about facts of now, and how a value is compared. */
import type { Language } from '../../protocol/lessons.js'
import type { ShopDescription } from '../../protocol/shops.js'
import type { Comparator } from '../check-schema.js'
import { factWords, inEach, valueWords, words } from '../check-words.js'
import { type Fact, factsOf } from '../facts.js'
import type { Finding, Observed } from './observed.js'

export function holds(wanted: Comparator, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  return typeof value === 'number' && value >= (wanted.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (wanted.atMost ?? Number.POSITIVE_INFINITY)
}

/** A shop is called what it calls itself. */
function wordsOf(language: Language, shops: readonly ShopDescription[], name: string, value: Fact | undefined): string {
  const shop = name === 'server.shop' ? shops.find((known) => known.name === value) : undefined
  return shop?.title[language] ?? valueWords(language, value)
}

export function judgeState(wanted: Readonly<Record<string, Comparator>>, { snapshot, now }: Observed): Finding {
  const facts = factsOf(snapshot, now)
  const { shops } = snapshot.launch
  const open = Object.entries(wanted).filter(([name, value]) => !holds(value, facts.get(name)))
  const shown = open.length > 0 ? open : Object.entries(wanted)
  return {
    passed: open.length === 0,
    expected: inEach((language) =>
      shown
        .map(([name, value]) => {
          if (typeof value !== 'object' || value === null) return `${factWords(language, name)}: ${wordsOf(language, shops, name, value)}`
          const bounds = [
            value.atLeast === undefined ? '' : `${words(language, ['at least', 'pelo menos'])} ${valueWords(language, value.atLeast)}`,
            value.atMost === undefined ? '' : `${words(language, ['at most', 'no máximo'])} ${valueWords(language, value.atMost)}`,
          ]
          return `${factWords(language, name)}: ${bounds.filter(Boolean).join(', ')}`
        })
        .join('; '),
    ),
    observed: inEach((language) => shown.map(([name]) => `${factWords(language, name)}: ${wordsOf(language, shops, name, facts.get(name))}`).join('; ')),
  }
}
