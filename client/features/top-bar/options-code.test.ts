import { expect, it } from 'vitest'
import { INITIAL_OPTIONS } from '../../../server/protocol/session-options.js'
import { optionsCode } from './options-code.js'

it('writes the options as they stand in code, without those that express-session takes by itself', () => {
  expect(
    optionsCode({ ...INITIAL_OPTIONS, name: "it's", maxAgeMs: 60_000, secure: 'auto', proxy: false, path: '/cart', sameSite: null }),
  ).toBe(`const options = {
  resave: false,
  saveUninitialized: false,
  rolling: false,
  name: 'it\\'s',
  proxy: false,
  cookie: {
    maxAge: 60000,
    httpOnly: true,
    secure: 'auto',
    path: '/cart',
  },
}`)
})
