import { describe, expect, test } from 'vitest'
import { readAnswer, rightAnswer, wrongParts } from './answers.js'
import { lessonSchema, type StepDefinition } from './lesson-schema.js'

function step(task: unknown): StepDefinition {
  const given = { id: 'a', check: { answer: 'any' }, solution: [{ answer: 'x' }], wrong: [{ acts: [{ answer: 'x' }], seen: 'x' }] }
  const [first] = lessonSchema(['standard']).parse({ minutes: 1, setup: {}, controls: ['shop'], steps: [{ ...given, ...(task ? { task } : {}) }, given] }).steps
  if (!first) throw new Error('no step')
  return first
}

describe('sort', () => {
  const sort = step({ sort: { bins: ['cookie', 'session'], cards: { theme: 'cookie', cart: 'session' } } })

  test('the order of placing does not matter', () => {
    expect(readAnswer(sort, 'theme:cookie, cart:session')).toBe(rightAnswer(sort))
    expect(readAnswer(sort, 'cart:session,theme:cookie')).toBe(rightAnswer(sort))
  })

  test('tells which cards are wrong, missing ones too', () => {
    expect(wrongParts(sort, readAnswer(sort, 'cart:cookie,theme:cookie'))).toEqual(['cart'])
    expect(wrongParts(sort, readAnswer(sort, 'cart:session'))).toEqual(['theme'])
  })

  test.each(['cart:nowhere', 'nothing:cookie', 'cart', ''])('"%s" is refused', (answer) => expect(() => readAnswer(sort, answer)).toThrow(/is not one of the/))
})

test('assemble: the order is the answer', () => {
  const assemble = step({
    assemble: [
      { id: 'a', code: '1' },
      { id: 'b', code: '2' },
    ],
  })
  expect(rightAnswer(assemble)).toBe('a,b')
  expect(wrongParts(assemble, readAnswer(assemble, 'b,a'))).toEqual(['a', 'b'])
  expect(() => readAnswer(assemble, 'a,c')).toThrow(/"c" is not one of the lines/)
})

test('predict: a choice; without a task, nothing', () => {
  const predict = step({ predict: ['yes', 'no'] })
  expect(readAnswer(predict, 'no')).toBe('no')
  expect(rightAnswer(predict)).toBeNull()
  expect(() => readAnswer(predict, 'perhaps')).toThrow(/not one of the choices of this step \(yes, no\)/)
  expect(() => readAnswer(step(null), 'yes')).toThrow(/asks nothing/)
})
