import { expect, test } from 'vitest'
import { startWords } from './start-words.mjs'
import { readSettings } from './supervisor/launch/settings.js'

test.each([
  [[], { LANG: 'pt_BR.UTF-8' }],
  [[], { LANG: 'en_US.UTF-8' }],
  [[], { LANG: 'C', LC_ALL: 'pt' }],
  [[], { LANG: 'en', SESSIONSCOPE_LANGUAGE: 'pt-BR' }],
  [['--language', 'pt-BR'], { LANG: 'en' }],
  [['--language=en'], { LANG: 'pt_BR', SESSIONSCOPE_LANGUAGE: 'pt-BR' }],
  [['--language=en', '--language=pt-BR'], { LANG: 'en' }],
] as const)('what is said before the build has the language that the sandbox will have: %j %j', (argv, env) => {
  const request = readSettings(argv, env)
  const language = request.kind === 'run' ? request.settings.language : null
  expect(startWords(argv, env).building).toContain(language === 'pt-BR' ? 'Compilando' : 'Building')
})

test('nothing is said in one language only', () => {
  const [en, ptBR] = ['en', 'pt-BR'].map((language) => startWords([], { SESSIONSCOPE_LANGUAGE: language }))
  expect(Object.keys(ptBR ?? {})).toEqual(Object.keys(en ?? {}))
  for (const words of [en, ptBR]) {
    expect(words?.oldNode('v18.0.0')).toContain('v18.0.0')
    expect(words?.notWritable('/a', 'EROFS', '/b')).toMatch(/\/a .*EROFS.*\/b/)
  }
})
