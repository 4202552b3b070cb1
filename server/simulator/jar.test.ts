import { expect, test } from 'vitest'
import { Jar } from './jar.js'

test('sends nothing until it was given something', () => {
  const jar = new Jar()
  jar.store(undefined)
  expect(jar.header).toBeNull()
})

test('sends name and value as they came, without attributes and not decoded', () => {
  const jar = new Jar()
  jar.store('connect.sid=s%3Aabc.d%2Be%3D; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT; HttpOnly')
  expect(jar.header).toBe('connect.sid=s%3Aabc.d%2Be%3D')
})

test('the last value of a name counts, and several cookies go together', () => {
  const jar = new Jar()
  jar.store(['a=1', 'b=2'])
  jar.store('a=3; Path=/')
  expect(jar.header).toBe('a=3; b=2')
  expect(jar.session(['b'])).not.toBeNull()
  expect(jar.session(['c'])).toBeNull()
})

test.each(['a=; Max-Age=0', 'a=x; Max-Age=-1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a=x; Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT'])(
  'forgets a cookie that is expired: %s',
  (line) => {
    const jar = new Jar()
    jar.store('a=1')
    jar.store(line)
    expect(jar.header).toBeNull()
  },
)

test('Max-Age has precedence over Expires', () => {
  const jar = new Jar()
  jar.store('a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT')
  expect(jar.header).toBe('a=1')
})

test('a cookie may be called __proto__', () => {
  const jar = new Jar()
  jar.store('__proto__=1')
  expect(jar.header).toBe('__proto__=1')
})
