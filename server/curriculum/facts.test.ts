import { expect, test } from 'vitest'
import { browser, state } from '../test/lessons/observed.js'
import { factsOf, isFactName } from './facts.js'

test('every fact there is can be asked for, and no other', () => {
  const names = [...factsOf({ ...state, browsers: [browser('you', null), browser('browser:ana-maria', null)] }, 0).keys()]
  expect(names.filter((name) => !isFactName(name))).toEqual([])
  for (const name of ['store.size', 'options.secret', 'browser:alice.name', 'browser:.cart', 'toString', '']) expect(isFactName(name), name).toBe(false)
})
