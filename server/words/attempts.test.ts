import { expect, test } from 'vitest'
import type { MongoAttempt } from '../protocol/mongo.js'
import { attemptWords } from './attempts.js'

const attempt: MongoAttempt = {
  source: 'uri',
  outcome: 'failed',
  code: 'uri-option-value',
  params: { option: 'maxPoolSize' },
  reason: 'The value of maxPoolSize cannot be used.',
}

test('a reason is told in the language of the terminal, with what it names', () => {
  expect(attemptWords(attempt, 'pt-BR')).toBe('O valor da opção maxPoolSize não serve. Confira na lista de opções da connection string do MongoDB.')
  expect(attemptWords(attempt, 'en')).toBe(attempt.reason)
})

test('a code without words is told as it is', () => expect(attemptWords({ ...attempt, code: 'a-new-one' }, 'pt-BR')).toBe(attempt.reason))
