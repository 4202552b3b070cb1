import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

test('what a part of the state is made of comes from the file of that part, not through this one', () => {
  expect(readFileSync(join(projectRoot, 'server/protocol/state.ts'), 'utf8')).not.toMatch(/^export .* from/m)
})
