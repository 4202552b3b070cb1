import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { keepSecrets } from '../redact.js'
import { explainMongodb } from './mongodb-errors.js'

const URI = 'mongodb://ana:p%40ss%3Aword@db.example:27017/shop?authSource=admin'
keepSecrets(URI)

describe('an error of the MongoDB store, for people', () => {
  it.each([
    [
      'saving',
      `Error setting sid-1 to ${inspect({ cookie: { path: '/' }, name: 'Secret: }: Name', cart: [{ title: 'x' }] })}: connect ECONNREFUSED 127.0.0.1:1`,
    ],
    ['finding', 'Error finding sid-1: connect ECONNREFUSED 127.0.0.1:1'],
    ['destroying', 'Error destroying sid-1: connect ECONNREFUSED 127.0.0.1:1'],
  ])('says why, and neither the id nor the data, when %s fails', (_what, message) => {
    const error = explainMongodb(new Error(message))
    expect(error.problem.params.reason).toBe('connect ECONNREFUSED 127.0.0.1:1')
    expect(error.cause).toBeUndefined()
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/sid-1|Secret|cookie/)
  })

  it('says nothing of a text that it cannot take apart', () => {
    expect(explainMongodb(new Error('Error setting sid-1 to Secret Name')).message).not.toMatch(/sid-1|Secret/)
  })

  it.each([URI, 'the password p%40ss%3Aword', 'the password p@ss:word', `options: { uri: '${URI}' }`])('masks the credentials in %j', (text) => {
    const { message, problem } = explainMongodb(new Error(text))
    expect(`${message}${problem.params.reason}`).not.toMatch(/p%40ss|p@ss|word@/)
  })
})
