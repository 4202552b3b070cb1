import { expect, test } from 'vitest'
import { onlyInstance } from '../protocol/instance-state.js'
import { browser, state } from '../test/lessons/observed.js'
import { factOf, factOfName } from './facts.js'

test('a fact has a name, and nothing else has', () => {
  const seen = { ...state, browsers: [browser('you', null), browser('browser:ana-maria', 'a')] }
  expect(factOf(factOfName('browser:ana-maria.hasCookie') ?? never(), seen, 0)).toBe(true)
  expect(factOf(factOfName('you.hasCookie') ?? never(), seen, 0)).toBe(false)
  expect(factOf(factOfName('options.resave') ?? never(), seen, 0)).toBe(onlyInstance(state).options.resave)
  expect(factOf(factOfName('store.active') ?? never(), seen, 0)).toBe('memory')
  for (const name of ['store.size', 'options.secret', 'browser:alice.name', 'browser:.cart', 'toString', 'you.toString', ''])
    expect(factOfName(name), name).toBe(null)
})

test('every option in force is a fact', () => {
  for (const [name, value] of Object.entries(onlyInstance(state).options)) expect(factOf(factOfName(`options.${name}`) ?? never(), state, 0), name).toBe(value)
})

test('of a browser that is not there nothing is known', () => {
  expect(factOf({ of: 'browser', browser: 'browser:zoe', name: 'hasCookie' }, state, 0)).toBe(null)
})

function never(): never {
  throw new Error('There is no such fact.')
}
