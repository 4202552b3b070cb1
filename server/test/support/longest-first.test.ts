import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestSpecification, Vitest } from 'vitest/node'
import { projectRoot } from '../../paths.js'
import { LONGEST, LongestFirst } from './longest-first.js'

test('what is named as long is there', () => {
  const files = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' }).map((path) => `server/${path.replaceAll('\\', '/')}`)
  expect(LONGEST.filter((start) => !files.some((path) => path.startsWith(start)))).toEqual([])
})

test('what starts processes begins first, the projects one after the other, and in each what is long', async () => {
  const cache = { getFileTestResults: () => undefined, getFileStats: () => undefined }
  const sequencer = new LongestFirst({ config: { root: projectRoot }, cache } as unknown as Vitest)
  const file = (name: string, path: string, groupOrder = 0) =>
    ({ moduleId: join(projectRoot, path), project: { name, config: { sequence: { groupOrder } } } }) as unknown as TestSpecification
  const files = [
    file('client', 'client/a.test.tsx'),
    file('unit', 'server/a.test.ts'),
    file('e2e', `${LONGEST[1]}.e2e.test.ts`, 1),
    file('integration', 'server/a.integration.test.ts'),
    file('e2e', 'server/test/e2e/a.e2e.test.ts'),
    file('integration', `${LONGEST[0]}.integration.test.ts`),
  ]
  expect((await sequencer.sort(files)).map((sorted) => files.indexOf(sorted))).toEqual([4, 5, 3, 1, 0, 2])
})
