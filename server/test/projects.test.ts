/** Which tests are run when: the projects of vitest.config.ts, and what `.ci/run` does with them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ViteUserConfig } from 'vitest/config'
import { projectRoot } from '../paths.js'

// By its path, since it does not belong to what the server is built from.
const { default: config, REPEATED }: { readonly default: ViteUserConfig; readonly REPEATED: readonly string[] } = await import(
  join(projectRoot, 'vitest.config.ts')
)

const projects = (config.test?.projects ?? []).map((project) => {
  const test = typeof project === 'object' && 'test' in project ? project.test : undefined
  if (typeof test?.name !== 'string') throw new Error('A project without a name')
  return { ...test, name: test.name }
})
const names = projects.map(({ name }) => name)

const ci = readFileSync(join(projectRoot, '.ci/run'), 'utf8')

it('repeats under the newest Node what neither runs in a browser nor is a lesson', () => {
  const line = ci.split('\n').find((text) => text.startsWith("tests 'A sample of the tests of the server, under the newest Node'"))
  // Several negations would exclude nothing: a project runs when any of the patterns fits.
  const repeated = [...(line ?? '').matchAll(/--project (\S+)/g)].map(([, name]) => name)
  expect(repeated.toSorted()).toEqual(names.filter((name) => !/^(e2e|client|lessons)/.test(name)).toSorted())
})

it('repeats there what depends on Node, each of which there is, and nothing that runs the same under each', () => {
  const files = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' }).map((path) => `server/${path.replaceAll('\\', '/')}`)
  const tests = files.filter((path) => path.endsWith('.test.ts'))
  expect(ci).toContain('SESSIONSCOPE_TESTS_REPEATED=1')
  expect(REPEATED.filter((start) => !tests.some((path) => path.startsWith(start)))).toEqual([])
  expect(tests.filter((path) => REPEATED.some((start) => path.startsWith(start)) && /^server\/(protocol|curriculum|words|cookies|bench)\//.test(path))).toEqual(
    [],
  )
})

it('has what helpers started ended after each file of the server', () => {
  const without = projects.filter(({ setupFiles }) => ![setupFiles ?? []].flat().includes('server/test/support/setup.ts'))
  expect(without.map(({ name }) => name)).toEqual(['client', 'client-replacing'])
})
