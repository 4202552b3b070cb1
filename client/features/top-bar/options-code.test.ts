import { expect, it } from 'vitest'
import { INITIAL_OPTIONS } from '../../../server/protocol/session-options.js'
import { withOptions } from './options-code.js'

const code = `  app.use(
    session({
      store,
      ...options, // the options in force
    }),
  )
`

it('fills in the options as they stand in code, without those that express-session takes by itself', () => {
  expect(
    withOptions(code, { ...INITIAL_OPTIONS, name: "it's $&", maxAgeMs: 60_000, secure: 'auto', proxy: false, path: '/cart', sameSite: null }),
  ).toBe(`  app.use(
    session({
      store,
      resave: false,
      saveUninitialized: false,
      rolling: false,
      name: 'it\\'s $&',
      proxy: false,
      cookie: {
        maxAge: 60000,
        httpOnly: true,
        secure: 'auto',
        path: '/cart',
      },
    }),
  )
`)
})

it('fills in whom Express believes', () => {
  const set = (trustProxy: false | 1 | true) => withOptions("  app.set('trust proxy', trustProxy) // who\n", { ...INITIAL_OPTIONS, trustProxy })
  expect([set(false), set(1), set(true)]).toEqual([false, 1, true].map((each) => `  app.set('trust proxy', ${each}) // who\n`))
})
