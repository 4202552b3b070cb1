import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import { setUpTexts } from '../../i18n/index.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { RunErrors } from './run-figures.js'

afterEach(cleanup)

const [run] = fixtureSnapshot.crowd.finished
if (!run) throw new Error('the fixture has a finished run')

function told(errorKinds: CrowdRun['errorKinds']): string {
  render(<RunErrors run={{ ...(run as CrowdRun), errors: 12, errorKinds }} />)
  return document.querySelector('ul')?.textContent ?? ''
}

test.each([
  ['en', 'the shop answered with an error: POST /login was answered 503'],
  ['pt-BR', 'a loja respondeu com um erro: POST /login was answered 503'],
] as const)('what failed is worded in %s, and what was said stands beside it, as it was said', async (language, words) => {
  await setUpTexts(language)
  expect(told([{ kind: 'said-no', reason: 'POST /login was answered 503', count: 12 }])).toContain(words)
  // Where the words say it all, the English reason is left out.
  expect(document.querySelectorAll('q')).toHaveLength(1)
  cleanup()
  expect(told([{ kind: 'others', reason: 'something else', count: 12 }])).not.toContain('something else')
})
