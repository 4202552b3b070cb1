import { expect, test } from 'vitest'
import { agentName } from './agent-name.js'

test('a program is called by its own name', () => {
  expect(agentName('curl/8.5 (x86_64)')).toBe('curl')
  expect(agentName(undefined)).toBe('')
  expect(agentName('x'.repeat(99))).toHaveLength(40)
  expect(agentName('Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101')).toBe('Mozilla')
  expect(agentName('"><script>')).toBe('')
})
