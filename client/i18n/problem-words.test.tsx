import { renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { setUpTexts } from './index.js'
import { useProblemWords } from './problem-words.js'

beforeEach(() => setUpTexts('pt-BR'))

describe('useProblemWords', () => {
  it('words a problem by its code, with what stands in its params', () => {
    const { result } = renderHook(() => useProblemWords())
    expect(result.current({ code: 'busy', message: 'x', params: { what: 'mongo:download' } })).toMatch(/em andamento \(o download do MongoDB\)/)
  })

  it('falls back to the server’s own sentence where a param is missing', () => {
    const { result } = renderHook(() => useProblemWords())
    expect(result.current({ code: 'busy', message: 'Busy. Wait.', params: {} })).toBe('Busy. Wait.')
  })
})
