import { describe, expect, it } from 'vitest'
import { flipLetter } from './flip-letter.js'

describe('flipLetter', () => {
  it('changes one letter of the part that was named, and only that', () => {
    expect(flipLetter('s%3Aid-x.sig', 'session-id')).toBe('s%3AId-x.sig')
    expect(flipLetter('s%3Aid-x.sig', 'signature')).toBe('s%3Aid-x.Sig')
  })

  it('passes over digits, signs and what is percent-encoded', () => {
    expect(flipLetter('s%3A1_-Zb.s', 'session-id')).toBe('s%3A1_-zb.s')
    expect(flipLetter('s%3Aid.%2B%2F4aB', 'signature')).toBe('s%3Aid.%2B%2F4AB')
  })

  it('gives the value back when it is done twice', () => {
    const value = 's%3AJb8Kx2vRq0LmT9uW.qk1N%2F7dQ'
    for (const part of ['session-id', 'signature'] as const) expect(flipLetter(flipLetter(value, part), part)).toBe(value)
  })

  it('leaves a value of another form as it is', () => {
    expect(flipLetter('plain', 'session-id')).toBe('plain')
    expect(flipLetter('s%3A12.34', 'signature')).toBe('s%3A12.34')
  })
})
