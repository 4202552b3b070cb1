import { describe, expect, it } from 'vitest'
import { tokensOf } from './code-tokens.js'
import { sessionBlock } from './session-block.js'

describe('sessionBlock', () => {
  it('finds the call from its first to its last line', () => {
    const lines = ['app.use(', '  session({', '    store, // a (comment', '    cookie: { ...(a && { b }) },', '  }),', ')']
    expect(sessionBlock(lines)).toEqual({ from: 1, to: 4 })
  })

  it('is null where there is none', () => {
    expect(sessionBlock(['req.session({', "import session from 'express-session'"])).toBeNull()
  })
})

describe('tokensOf', () => {
  it('loses no character', () => {
    const line = "  const a = 'x // y' // why `z` 12"
    expect(
      tokensOf(line)
        .map((token) => token.text)
        .join(''),
    ).toBe(line)
    expect(tokensOf(line).find((token) => token.kind === 'comment')?.text).toBe('// why `z` 12')
  })
})
