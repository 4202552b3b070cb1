import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../paths.js'
import { keepSecrets } from '../redact.js'
import { describeMistake, isThrownByShop } from './shop-mistake.js'

/** An error as it would come from these lines of a stack trace. */
function thrown(error: Error, ...frames: readonly string[]): Error {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n')
  return error
}
const shopLine = `file://${projectRoot}/server/lesson-server/shop/app.ts:71:9`
const library = `Response.redirect (file://${projectRoot}/node_modules/express/lib/response.js:800:3)`

describe('an error of the shop', () => {
  test('is placed at the innermost line of the shop, whatever it called', () => {
    const error = thrown(new TypeError('no url'), library, `handle (${shopLine})`, `file://${projectRoot}/server/lesson-server/lesson-server.ts:1:1`)
    expect(describeMistake(error)).toEqual({ message: 'TypeError: no url', place: { file: 'server/lesson-server/shop/app.ts', line: 71 } })
    expect(isThrownByShop(error)).toBe(false)
    expect(isThrownByShop(thrown(new Error('mine'), shopLine, library))).toBe(true)
  })
  test('has no place where no line of the shop is known, or its map is not', () => {
    expect(describeMistake(thrown(new TypeError('x'), library)).place).toBeNull()
    expect(describeMistake(thrown(new TypeError('x'), `file://${projectRoot}/dist/server/lesson-server/shop/variants/not-there.js:3:1`)).place).toBeNull()
    expect(describeMistake('just a text')).toEqual({ message: 'just a text', place: null })
  })
  test('says nothing of this machine, and no credential', () => {
    keepSecrets('mongodb://a-user:pa55-w0rd@db.example/shop')
    const { message } = describeMistake(
      new Error(`cannot read ${join(projectRoot, 'server/secret.json')}, /home/ana/notes/a.txt or file:///srv/x/b.js with pa55-w0rd`),
    )
    expect(message).toBe('Error: cannot read secret.json, a.txt or b.js with ***')
  })
})
