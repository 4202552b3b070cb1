import { describe, expect, it } from 'vitest'
import { ProblemError } from '../protocol/problem.js'
import { keepSecrets } from '../redact.js'
import { StoreCallError } from '../stores/store-call-error.js'
import { describeStoreFailure, storeFailureKind } from './store-failure.js'

keepSecrets('mongodb://ana:pw@db/shop')

describe('a failure of a store', () => {
  it.each([
    ['Error finding abc: connect ECONNREFUSED 127.0.0.1:27017', 'unreachable', 'connect ECONNREFUSED 127.0.0.1:27017'],
    ['Error destroying abc: Server selection timed out after 2000 ms', 'unreachable', 'Server selection timed out after 2000 ms'],
    [
      "Error setting abc to Session { cookie: { path: '/' }, name: 'Ana: }' }: connection 3 to 127.0.0.1 timed out",
      'silent',
      'connection 3 to 127.0.0.1 timed out',
    ],
    ['bad auth for mongodb://ana:pw@db/shop', 'failed', 'bad auth for ***'],
  ])('%s', (message, kind, reason) => {
    expect(storeFailureKind(new Error(message))).toBe(kind)
    expect(describeStoreFailure(new Error(message))).toBe(reason)
  })

  it('keeps the words of those who have some for people', () => {
    const error = new StoreCallError('MongoDB', 'it did not answer within 3000 ms.')
    expect(describeStoreFailure(error)).toBe('it did not answer within 3000 ms.')
    expect(storeFailureKind(error)).toBe('silent')
  })

  it('is not what a defect of the shop is', () => {
    expect(storeFailureKind(new TypeError('x is not a function'))).toBeNull()
    expect(storeFailureKind(new ProblemError('internal', 'A defect'))).toBeNull()
  })
})
