import { describe, expect, test } from 'vitest'
import { Renaming } from './renaming.js'

const ID = 'kJ8s_Qa2-0vTn4LmXy71BcDe'
/** Which kind of character stands where. */
const formOf = (text: string) => text.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '0')

describe('another text', () => {
  test('is of the same form, always the same, and not the text itself', () => {
    const names = new Renaming()
    const name = names.of(ID)
    expect([formOf(name), name === ID, names.of(ID)]).toEqual([formOf(ID), false, name])
  })

  test('letters of any script become letters, and what is neither letter nor digit stays, as does what stands for another character', () => {
    expect(new Renaming().of('Éva 12/žŽ %2F.日')).toMatch(/^[A-Z][a-z]{2} \d\d\/[a-z][A-Z] %2F\.[a-z]$/)
  })

  test('no two texts have the same, as long as there is another', () => {
    const names = new Renaming()
    const texts = Array.from({ length: 90 }, (_, index) => String(10 + index))
    const given = texts.map((text) => names.of(text))
    expect(new Set(given).size).toBeGreaterThan(80)
    // Of a digit there are nine others, and after that one is taken twice.
    const digits = new Renaming()
    expect([...'0123456789'].map((digit) => digits.of(digit)).every((digit) => /^\d$/.test(digit))).toBe(true)
    expect(new Renaming().of('***')).toBe('***')
  })
})

describe('in a text', () => {
  test('a long one is found wherever it stands, as often as it does', () => {
    const names = new Renaming()
    const name = names.anywhere(ID)
    expect(names.inText(`${ID}x${ID}, sess:${ID}`)).toBe(`${name}x${name}, sess:${name}`)
    expect(names.inText(ID)).toBe(name)
    names.put('mallory%2F0123', 'another%2F4567')
    names.put('Eva%2B', 'Sol%2B')
    expect(names.inSentence('a-mallory%2F0123, and Eva%2B!')).toBe('a-another%2F4567, and Sol%2B!')
    expect(names.inText('nothing of it is in here')).toBe('nothing of it is in here')
  })

  test('from twelve characters on, and a shorter one as a word only', () => {
    const names = new Renaming()
    const [long, short] = [names.anywhere('abcdefghijkl'), names.anywhere('bcdefghijkl')]
    expect(names.inText('xabcdefghijklx')).toBe(`x${long}x`)
    expect(names.inText('xbcdefghijklx')).toBe('xbcdefghijklx')
    expect(names.inSentence('xbcdefghijklx bcdefghijkl')).toBe(`xbcdefghijklx ${short}`)
  })

  test('one that was a word before, too', () => {
    const names = new Renaming()
    const name = names.asWord(ID)
    expect(names.inText(`sess:${ID}`)).toBe(`sess:${ID}`)
    names.anywhere(ID)
    expect(names.inText(`sess:${ID}`)).toBe(`sess:${name}`)
  })

  test('of two that begin alike, the longer one', () => {
    const names = new Renaming()
    names.anywhere(ID)
    const name = names.anywhere(`${ID}.more`)
    expect(names.inText(`"${ID}.more"`)).toBe(`"${name}"`)
  })
})

describe('in a sentence', () => {
  test('words are found as a whole, the longest first, and whatever characters they have', () => {
    const names = new Renaming()
    const [eva, both, odd] = [names.asWord('Eva'), names.asWord('Eva Sol'), names.asWord('a.b(c')]
    expect(names.inSentence('Eva, Evangeline and Eva Sol: a.b(c, not axb(c')).toBe(`${eva}, Evangeline and ${both}: ${odd}, not axb(c`)
  })

  test('those that come later are found as well', () => {
    const names = new Renaming()
    const eva = names.asWord('Eva')
    expect(names.inSentence('Eva and Sol')).toBe(`${eva} and Sol`)
    const sol = names.asWord('Sol')
    expect(names.inSentence('Eva and Sol')).toBe(`${eva} and ${sol}`)
  })

  test('a single letter may be any word', () => {
    const names = new Renaming()
    names.asWord('a')
    expect(names.inSentence('a session')).toBe('a session')
  })
})
