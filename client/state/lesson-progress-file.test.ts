import { describe, expect, it } from 'vitest'
import { LARGEST_FILE_BYTES, mergeProgress, type Progress, readProgress, writeProgress } from './lesson-progress-file.js'

const progress: Progress = {
  '01-http-forgets': { steps: ['three-visits', 'guess'], finishedAt: 1_700_000_000_000 },
  '02-the-claim-ticket': { steps: ['arrive'], finishedAt: null },
}
const file = (lessons: unknown, over: object = {}) => JSON.stringify({ sessionscope: 'lesson-progress', version: 1, lessons, ...over })

describe('progress as a text', () => {
  it('comes back as it was', () => {
    expect(readProgress(writeProgress(progress))).toEqual({ ok: true, progress })
  })

  it.each([
    ['not JSON', 'hello', 'not-json'],
    ['cut off', writeProgress(progress).slice(0, -5), 'not-json'],
    ['a list', '[]', 'not-ours'],
    ['null', 'null', 'not-ours'],
    ['something else', '{"lessons":{}}', 'not-ours'],
    ['from another version', file({}, { version: 2 }), 'other-version'],
    ['too large', `"${'x'.repeat(LARGEST_FILE_BYTES)}"`, 'too-large'],
    ['without lessons', file(undefined), 'malformed'],
    ['lessons as a list', file([]), 'malformed'],
    ['an id that is a path', file({ '../../etc': { steps: [], finishedAt: null } }), 'malformed'],
    ['an id of the prototype', '{"sessionscope":"lesson-progress","version":1,"lessons":{"__proto__":{"steps":[],"finishedAt":null}}}', 'malformed'],
    ['an endless id', file({ [`01-${'a'.repeat(90)}`]: { steps: [], finishedAt: null } }), 'malformed'],
    ['a step that is markup', file({ '01-a': { steps: ['<img src=x>'], finishedAt: null } }), 'malformed'],
    ['steps that are no list', file({ '01-a': { steps: 'arrive', finishedAt: null } }), 'malformed'],
    ['too many steps', file({ '01-a': { steps: Array.from({ length: 51 }, (_, index) => `s${index}`), finishedAt: null } }), 'malformed'],
    ['a time that is none', file({ '01-a': { steps: [], finishedAt: 'yesterday' } }), 'malformed'],
    ['a time out of range', file({ '01-a': { steps: [], finishedAt: 9e15 } }), 'malformed'],
    ['one good, one bad', file({ '01-a': { steps: [], finishedAt: null }, '02-b': 3 }), 'malformed'],
  ])('refuses one that is %s', (_, text, reason) => {
    expect(readProgress(text)).toEqual({ ok: false, reason })
  })
})

describe('two together', () => {
  it('have every step of both, and the earlier end', () => {
    const other: Progress = {
      '02-the-claim-ticket': { steps: ['log-in', 'arrive'], finishedAt: 9 },
      '01-http-forgets': { steps: [], finishedAt: 5 },
    }
    const merged = mergeProgress(progress, other)
    expect(merged).toEqual({
      '01-http-forgets': { steps: ['three-visits', 'guess'], finishedAt: 5 },
      '02-the-claim-ticket': { steps: ['arrive', 'log-in'], finishedAt: 9 },
    })
    expect(mergeProgress(merged, progress)).toEqual(merged)
  })
})
