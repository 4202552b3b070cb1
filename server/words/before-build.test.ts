import { expect, test } from 'vitest'
import { readSettings } from '../supervisor/launch/settings.js'
import { wordsBeforeBuild } from './before-build.mjs'

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
  expect(wordsBeforeBuild(argv, env).building).toContain(language === 'pt-BR' ? 'Compilando' : 'Building')
})
