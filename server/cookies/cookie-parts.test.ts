import { describe, expect, it } from 'vitest'
import { cookieParts } from './cookie-parts.js'

describe('cookieParts', () => {
  it.each([
    ['s%3Aabc.sig', { prefix: 's%3A', sessionId: 'abc', signature: 'sig' }],
    ['s%3aabc.sig', { prefix: 's%3a', sessionId: 'abc', signature: 'sig' }],
    ['s:abc.sig', { prefix: 's:', sessionId: 'abc', signature: 'sig' }],
    ['s%3Aa.b.c%2Bd%2Fe', { prefix: 's%3A', sessionId: 'a.b', signature: 'c%2Bd%2Fe' }],
    ['s%3Aabc%2Esig', { prefix: 's%3A', sessionId: 'abc', signature: 'sig' }],
    ['abc.sig', null],
    ['S%3Aabc.sig', null],
    ['s%3Aabc', null],
    ['s%3A.sig', null],
    ['s%3Aabc.', null],
    ['', null],
  ])('%j', (value, parts) => {
    expect(cookieParts(value)).toEqual(parts)
  })
})
