/** What fits a type of the protocol, and where something does not. */
import { expect, test } from 'vitest'
import { misfit } from './check.js'
import { RECORDING } from './recording.js'
import type { Shape, Shapes } from './shape.js'

const SHAPES: Shapes = { Pair: { object: { one: 'string', 'two?': 'number' } } }
const DATE: Shape = { union: [{ literals: [null] }, 'number'] }
const EVENT: Shape = { by: 'kind', cases: { a: { object: { kind: { literals: ['a'] }, seq: 'number' } }, b: { object: { kind: { literals: ['b'] } } } } }
/** JSON of its own may have a key that an object written in the code may not. */
const parsed = (json: string): unknown => JSON.parse(json)
/** Lists within lists. */
const deep = (depth: number): unknown => parsed('['.repeat(depth) + ']'.repeat(depth))

test.each<readonly [what: string, shape: Shape, value: unknown, misfit: string | null]>([
  ['a text', 'string', '', null],
  ['no text', 'string', 1, 'x'],
  ['a number', 'number', -1.5, null],
  ['no number', 'number', '1', 'x'],
  ['the last date that there is', 'number', 8.64e15, null],
  ['a number that is no date', 'number', 8.65e15, 'x'],
  ['one that is none', 'number', Number.NaN, 'x'],
  ['yes or no', 'boolean', false, null],
  ['neither', 'boolean', 0, 'x'],
  ['one of these', { literals: ['a', 1, null] }, null, null],
  ['none of these', { literals: ['a', 1, null] }, '1', 'x'],
  ['a beginning', { prefix: 'browser:' }, 'browser:bob', null],
  ['another beginning', { prefix: 'browser:' }, 'bob', 'x'],
  ['no text that could begin so', { prefix: 'browser:' }, ['browser:bob'], 'x'],
  ['either', DATE, 5, null],
  ['neither of two', DATE, 'soon', 'x'],
  ['the one that was meant', { union: ['string', { ref: 'Pair' }] }, { one: 1 }, 'x.one'],
  ['the one that was meant, whichever stands first', { union: [{ ref: 'Pair' }, 'string'] }, { one: 1 }, 'x.one'],
  ['a list', { array: 'number' }, [1, 2], null],
  ['an empty list', { array: 'number' }, [], null],
  ['what only looks like a list', { array: 'number' }, { length: 0 }, 'x'],
  ['a list with something else in it', { array: 'number' }, [1, '2'], 'x[1]'],
  ['too short a list', { array: 'number', least: 2 }, [1], 'x'],
  ['one that is long enough', { array: 'number', least: 2 }, [1, 2], null],
  ['a type by its name', { ref: 'Pair' }, { one: '' }, null],
  ['a type that there is not', { ref: 'Nothing' }, 'anything', 'x'],
  ['an object', { ref: 'Pair' }, { one: '', two: 2 }, null],
  ['none', { ref: 'Pair' }, null, 'x'],
  ['a text in place of an object', { ref: 'Pair' }, 'one', 'x'],
  ['a list in place of an object', { ref: 'Pair' }, [], 'x'],
  ['an object that lacks something', { ref: 'Pair' }, { two: 2 }, 'x.one'],
  ['one that has it from elsewhere', { ref: 'Pair' }, Object.create({ one: '' }), 'x.one'],
  ['what may be left out and is there', { ref: 'Pair' }, { one: '', two: '2' }, 'x.two'],
  ['what a type does not know', { ref: 'Pair' }, { one: '', three: 3 }, null],
  ['a key that is none', { ref: 'Pair' }, parsed('{"one":"","__proto__":{}}'), 'x.__proto__'],
  ['any keys', { map: 'number' }, { a: 1, b: 2 }, null],
  ['any keys with something else', { map: 'number' }, { a: 1, b: '2' }, 'x.b'],
  ['no keys at all', { map: 'number' }, [1], 'x'],
  ['a key among any that is none', { map: { map: 'number' } }, parsed('{"__proto__":{}}'), 'x.__proto__'],
  ['a case', EVENT, { kind: 'a', seq: 1 }, null],
  ['a case that lacks something', EVENT, { kind: 'a' }, 'x.seq'],
  ['a case that there is not', EVENT, { kind: 'c' }, 'x.kind'],
  ['a case that every object has', EVENT, { kind: 'toString' }, 'x.kind'],
  ['a case by no text', EVENT, { kind: ['a'], seq: 1 }, 'x.kind'],
  ['a case of nothing', EVENT, {}, 'x.kind'],
  ['a case that it has from elsewhere', EVENT, Object.create({ kind: 'b' }), 'x.kind'],
  ['anything', 'json', { a: [null, '', true, 1e300, { b: {} }] }, null],
  ['what JSON cannot say', 'json', { a: Number.POSITIVE_INFINITY }, 'x.a'],
  ['what is no data', 'json', [undefined], 'x[0]'],
  ['a key in anything that is none', 'json', parsed('{"a":[{"__proto__":{}}]}'), 'x.a[0].__proto__'],
  ['anything, as deep as it may be', 'json', deep(RECORDING.depth), null],
  ['anything that is deeper', 'json', deep(RECORDING.depth + 1), `x${'[0]'.repeat(RECORDING.depth)}`],
])('%s', (_what, shape, value, where) => {
  expect(misfit(value, shape, SHAPES, 'x')).toBe(where)
})

test('a place begins with its first key', () => {
  expect(misfit({ one: 1 }, { ref: 'Pair' }, SHAPES)).toBe('one')
})
