import { describe, expect, test } from 'vitest'
import { keepSecrets } from '../../redact.js'
import { causeOfDeath, lastWords } from './death.js'

const V8_WORDS = `
<--- Last few GCs --->

[123:0x1]     4567 ms: Mark-Compact (reduce) 63.9 (66.0) -> 63.9 (66.0) MB, 31.2 / 0.0 ms  (average mu = 0.1) last resort; GC in old space requested

<--- JS stacktrace --->

FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0xb7 node::Abort() [node]
`
const CRASH = `Warning: connect.session() MemoryStore is not designed for production
/shop/app.js:3
TypeError: Cannot read properties of undefined (reading 'x')
    at mongodb://ana:secret@db/shop
Node.js v20.20.2`

describe('causeOfDeath', () => {
  test.each([
    [{ code: null, signal: 'SIGABRT', stderr: V8_WORDS }, 'out-of-memory'],
    [{ code: 134, signal: null, stderr: V8_WORDS }, 'out-of-memory'],
    [{ code: 3221225477, signal: null, stderr: V8_WORDS }, 'out-of-memory'],
    [{ code: null, signal: 'SIGKILL', stderr: '' }, 'killed'],
    [{ code: null, signal: 'SIGTERM', stderr: 'Warning' }, 'killed'],
    [{ code: null, signal: 'SIGABRT', stderr: '' }, 'crashed'],
    [{ code: 1, signal: null, stderr: CRASH }, 'crashed'],
  ] as const)('%j', (end, cause) => {
    expect(causeOfDeath(end, false)).toBe(cause)
  })

  test('the watchdog knows that it was the watchdog', () => {
    expect(causeOfDeath({ code: null, signal: 'SIGKILL', stderr: '' }, true)).toBe('watchdog')
  })
})

describe('lastWords', () => {
  test('are V8’s own when the heap is exhausted', () => {
    expect(lastWords(V8_WORDS)).toBe('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')
  })

  test('are the error that was not caught', () => {
    expect(lastWords(CRASH)).toBe("TypeError: Cannot read properties of undefined (reading 'x')")
  })

  test('are none when there were only warnings', () => {
    expect(lastWords('Warning: something: else\n')).toBeNull()
    expect(lastWords('')).toBeNull()
  })

  test('hold no credential and no novel', () => {
    keepSecrets('mongodb://ana:secret@db/shop')
    expect(lastWords(`Error: cannot reach mongodb://ana:secret@db/shop ${'x'.repeat(9_999)}`)).toMatch(/^Error: cannot reach \*\*\* x{400,600}$/)
  })
})
