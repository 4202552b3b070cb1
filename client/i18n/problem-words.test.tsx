import { renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { setUpTextsAndProblems } from '../test/texts-of-problems.js'
import { useProblemWords, useWhyWords } from './problem-words.js'

beforeEach(() => setUpTextsAndProblems('pt-BR'))

describe('useProblemWords', () => {
  it('words a problem by its code, with what stands in its params', () => {
    const { result } = renderHook(() => useProblemWords())
    expect(result.current({ code: 'busy', message: 'x', params: { what: 'mongo:download' } })).toMatch(/em andamento \(o download do MongoDB\)/)
  })

  it('words a reason by its code, with what it names', () => {
    const { result } = renderHook(() => useProblemWords())
    const english = { code: 'store-unreachable', message: 'x', params: { store: 'MongoDB', reason: 'Nobody answered in time.' } } as const
    expect(result.current(english)).toContain('Nobody answered')
    expect(result.current({ ...english, params: { ...english.params, why: 'no-answer' } })).toMatch(/MongoDB não responde.*\(Ninguém respondeu a tempo/)
    const stalled = { code: 'download-failed', message: 'x', params: { reason: 'nothing arrived', why: 'stalled', seconds: 30 } } as const
    expect(result.current(stalled)).toContain('nada chegou em 30 s')
    expect(result.current({ code: 'bad-input', message: 'x', params: { reason: 'no-task' } })).toContain('este passo não pergunta nada')
    expect(result.current({ code: 'server-away', message: 'x', params: { state: 'away' } })).toContain('ainda não voltou')
  })

  it('falls back to the server’s own sentence where a param is missing', () => {
    const { result } = renderHook(() => useProblemWords())
    expect(result.current({ code: 'busy', message: 'Busy. Wait.', params: {} })).toBe('Busy. Wait.')
  })
})

describe('useWhyWords', () => {
  const words = (code: string, params: Readonly<Record<string, string | number>> = {}) =>
    renderHook(() => useWhyWords()).result.current({ code, message: 'x', params })

  it('words a reason of its own, with what it names in words as well', () => {
    expect(words('no-ping', { ms: 500 })).toBe('Ele não respondeu a um ping em 500 ms.')
    expect(words('owned-ended', { program: 'binary', how: 'exit-code', detail: 14 })).toMatch(/^O mongod terminou \(código de saída 14\)/)
    expect(words('owned-ended', { program: 'embedded', how: 'frozen', detail: '' })).toMatch(/^O servidor embutido terminou \(não respondia mais\)/)
  })

  it('words what a MongoDB was found to be, and a problem', () => {
    expect(words('connection-refused')).toMatch(/^Não há nada escutando/)
    expect(words('server-away', { state: 'starting' })).toContain('está iniciando')
  })

  it('quotes foreign words, and has the English sentence where it knows no others', () => {
    expect(words('said', { words: 'read ECONNRESET' })).toBe('“read ECONNRESET”')
    expect(words('unheard-of')).toBe('x')
  })
})
