import { describe, expect, it } from 'vitest'
import { chooseLanguage } from './language.js'

describe('chooseLanguage', () => {
  it('takes the link first, then what was chosen before, then the browser’s own', () => {
    expect(chooseLanguage('?lang=pt-BR', 'en', ['en'])).toBe('pt-BR')
    expect(chooseLanguage('', 'pt-BR', ['en'])).toBe('pt-BR')
    expect(chooseLanguage('', null, ['fr', 'pt-PT', 'en'])).toBe('pt-BR')
    expect(chooseLanguage('', null, ['en-GB', 'pt'])).toBe('en')
  })

  it('takes English where nothing fits', () => {
    expect(chooseLanguage('?lang=tlh', 'xx', ['fr'])).toBe('en')
  })
})
