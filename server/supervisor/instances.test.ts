import { expect, test } from 'vitest'
import { LessonServerProcess } from './children/lesson-server-process.js'
import { Instances } from './instances.js'

/** Lesson servers that nobody starts. */
function instances(...ids: readonly string[]): Instances {
  return new Instances(ids.map((id) => new LessonServerProcess({} as never, id, 64)))
}

test('a command means the one that it names, or the only one', () => {
  expect(instances('a').find().id).toBe('a')
  expect(instances('a', 'b').find('b').id).toBe('b')
})

test('one that is not there is told with those that are', () => {
  expect(() => instances('a', 'b').find('c')).toThrow('There is no lesson server "c". Choose one of: a, b.')
  expect(() => instances('a').find('b')).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'not-found' }) }))
})

test('with several, one is to be named', () => {
  expect(() => instances('a', 'b').find()).toThrow('Say which one is meant')
  expect(() => instances('a', 'b').find()).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'bad-input' }) }))
})

test('those that do not listen are no candidates for a request', () => {
  expect(instances('a', 'b').running()).toEqual([])
})
