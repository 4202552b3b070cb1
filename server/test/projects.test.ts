/** Which tests are run when: the projects of vitest.config.ts, and what `.ci/run` does with them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ViteUserConfig } from 'vitest/config'
import { projectRoot } from '../paths.js'

// By its path, since it does not belong to what the server is built from.
const { default: config }: { readonly default: ViteUserConfig } = await import(join(projectRoot, 'vitest.config.ts'))

const names = (config.test?.projects ?? []).map((project) => {
  const name = typeof project === 'object' && 'test' in project ? project.test?.name : undefined
  if (typeof name !== 'string') throw new Error('A project without a name')
  return name
})

it('repeats under the newest Node all that does not run in a browser, and nothing else', () => {
  const line = readFileSync(join(projectRoot, '.ci/run'), 'utf8')
    .split('\n')
    .find((text) => text.startsWith("tests 'All tests of the server, under the newest Node'"))
  // Several negations would exclude nothing: a project runs when any of the patterns fits.
  const repeated = [...(line ?? '').matchAll(/--project (\S+)/g)].map(([, name]) => name)
  expect(repeated.toSorted()).toEqual(names.filter((name) => !/^(e2e|client)/.test(name)).toSorted())
})
