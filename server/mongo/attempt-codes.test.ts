import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'
import { ATTEMPT_CODES } from './attempt-codes.js'

test.each(['en', 'pt-BR'])('each code, and no other, has words on the page in %s', (language) => {
  const words = JSON.parse(readFileSync(join(projectRoot, 'client', 'i18n', language, 'problems.json'), 'utf8')) as { sources: Record<string, string> }
  expect(Object.keys(words.sources).sort()).toEqual([...ATTEMPT_CODES].sort())
})
