/** Lint is architecture here: these imports and circles must be refused, and their neighbours allowed. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

const refused = [
  ['server/protocol/a.ts', "import { a } from '../stores/adapter.js'"],
  ['server/config.ts', "import { a } from './supervisor/a.js'"],
  ['server/words/a.ts', "import { a } from '../supervisor/launch/a.js'"],
  ['server/within.ts', "import { a } from './stores/deadline.js'"],
  ['server/request-end.ts', "import { a } from './lesson-server/a.js'"],
  ['server/stores/a.ts', "import { a } from '../lesson-server/a.js'"],
  ['server/stores/deep/a.ts', "import type { a } from '../../supervisor/a.js'"],
  ['server/mongo/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/redis/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/protocol/d.ts', "import type { a } from '../redis/a.js'"],
  ['server/lesson-server/d.ts', "import { a } from '../redis/a.js'"],
  ['server/simulator/d.ts', "import { a } from '../redis/a.js'"],
  ['server/curriculum/d.ts', "import { a } from '../redis/a.js'"],
  ['server/resources/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/protocol/c.ts', "import type { a } from '../resources/a.js'"],
  ['server/curriculum/c.ts', "import type { a } from '../resources/a.js'"],
  ['server/lesson-server/c.ts', "import { a } from '../resources/a.js'"],
  ['server/simulator/c.ts', "import { a } from '../resources/a.js'"],
  ['server/cookies/a.ts', "import { a } from '../simulator/a.js'"],
  ['server/protocol/b.ts', "import type { a } from '../curriculum/a.js'"],
  ['server/cookies/b.ts', "import { a } from '../curriculum/a.js'"],
  ['server/curriculum/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/curriculum/judges/b.ts', "import type { a } from '../../stores/a.js'"],
  ['server/lesson-server/b.ts', "import { a } from '../curriculum/a.js'"],
  ['server/simulator/b.ts', "import { a } from '../curriculum/a.js'"],
  ['server/lesson-server/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/lesson-server/taps/a.ts', "import { a } from '../../simulator/a.js'"],
  ['server/simulator/a.ts', "import { a } from '../lesson-server/a.js'"],
  ['server/lesson-server/shop/a.ts', "import { a } from '../create-shop.js'"],
  ['server/lesson-server/shop/b.ts', "import { a } from '../../protocol/catalogue.js'"],
  ['server/lesson-server/shop/c.ts', "import { readFile } from 'node:fs/promises'"],
  ['server/lesson-server/shop/d.ts', "import cookie from 'cookie'"],
  ['server/lesson-server/shop/e.ts', "import cookie, { parse } from 'cookie'"],
  ['server/lesson-server/shop/f.ts', "export { a } from '../a.js'"],
  ['server/lesson-server/shop/g.ts', "import '../a.js'"],
  ['server/lesson-server/shop/h.ts', "export const a = await import('../a.js')"],
  ['server/lesson-server/shop/i.ts', "import * as a from '../a.js'"],
  ['server/lesson-server/shop/variants/a.ts', "import { a } from '../../create-shop.js'"],
  ['server/lesson-server/shop/variants/b.ts', "import { a } from '../../../config.js'"],
  ['server/trial/a.ts', "import { a } from '../supervisor/a.js'"],
  ['server/trial/b.ts', "import { a } from '../lesson-server/a.js'"],
  ['server/stores/d.ts', "import { a } from '../trial/a.js'"],
  ['server/lesson-server/e.ts', "import { a } from '../trial/a.js'"],
  ['server/simulator/e.ts', "import { a } from '../trial/a.js'"],
  ['server/supervisor/a.ts', "import { a } from '../main.js'"],
  ['client/main.tsx', "import type { a } from '../server/supervisor/a.js'"],
  ['client/state/a.ts', "import { a } from '../../server/protocol/state.js'"],
  ['client/state/b.ts', "export { a } from '../../server/protocol/state.js'"],
  ['client/state/f.ts', "import { a } from '../../server/protocol/session-options-schema.js'"],
  ['client/state/c.ts', "export * from '../../server/protocol/state.js'"],
  ['client/state/f.ts', "import { a } from '../../server/protocol/reduce/rows.js'"],
  ['client/state/g.ts', "import { a } from '../../server/protocol/commands.js'"],
  ['client/state/d.ts', "import { a } from '../ui/a.js'"],
  ['client/state/e.ts', "import { a } from '../features/store/a.js'"],
  ['client/ui/a.tsx', "import { a } from '../state/a.js'"],
  ['client/ui/b.tsx', "import { a } from '../features/store/a.js'"],
  ['client/features/store/a.tsx', "import { a } from '../memory/a.js'"],
  ['client/features/store/b.tsx', "import { a } from '../../features/memory/a.js'"],
  ['client/features/store/c.tsx', "import { a } from '../../app/a.js'"],
  ['client/features/store/d.tsx', "import type { a } from '../../../server/config.js'"],
] as const

const allowed = [
  ['server/stores/a.ts', "import { a } from './contract.js'"],
  ['server/stores/b.ts', "import { a } from '../protocol/state.js'"],
  ['server/mongo/a.ts', "import { a } from '../resources/sources.js'"],
  ['server/redis/a.ts', "import { a } from '../resources/sources.js'"],
  ['server/stores/c.ts', "import { createClient } from 'redis'"],
  ['server/resources/a.ts', "import type { a } from '../protocol/resources.js'"],
  ['server/supervisor/c.ts', "import { a } from '../resources/heap.js'"],
  ['server/trial/a.ts', "import { a } from '../stores/opening.js'"],
  ['server/trial/b.ts', "import { a } from '../resources/supervised.js'"],
  ['server/lesson-server/a.ts', "import { a } from '../stores/registry.js'"],
  ['server/lesson-server/shop/a.ts', "import { a } from './pages.js'"],
  ['server/lesson-server/shop/b.ts', "import type { a } from '../../protocol/catalogue.js'"],
  ['server/lesson-server/shop/c.ts', "import express, { type Express } from 'express'"],
  ['server/lesson-server/shop/d.ts', "import 'express-session'"],
  ['server/lesson-server/shop/variants/a.ts', "import { a } from '../pages.js'"],
  ['server/lesson-server/shop/variants/b.ts', "import type { a } from '../../../protocol/catalogue.js'"],
  ['server/lesson-server/shop/a.test.ts', "import { a } from '../create-shop.js'"],
  ['server/simulator/a.ts', "import { a } from '../protocol/ipc.js'"],
  ['server/supervisor/a.ts', "import { a } from '../cookies/a.js'"],
  ['server/supervisor/b.ts', "import { a } from '../curriculum/a.js'"],
  ['server/curriculum/a.ts', "import { a } from '../protocol/lessons.js'"],
  ['server/curriculum/b.ts', "import { a } from './judges/a.js'"],
  ['server/main.ts', "import { a } from './supervisor/a.js'"],
  ['server/supervisor/a.test.ts', "import { a } from '../main.js'"],
  ['client/state/a.ts', "import type { a } from '../../server/protocol/state.js'"],
  ['client/state/b.ts', "export type { a } from '../../server/protocol/state.js'"],
  ['client/state/c.ts', "import { a } from '../../server/protocol/session-options.js'"],
  ['client/state/h.ts', "import { reduce } from '../../server/protocol/reduce.js'"],
  ['client/state/d.ts', "import { onlyInstance } from '../../server/protocol/instance-state.js'"],
  ['client/state/e.ts', "export { LIMITS } from '../../server/protocol/limits.js'"],
  ['client/features/store/a.tsx', "import { a } from '../../ui/a.js'"],
  ['client/features/store/b.tsx', "import { a } from './rows.js'"],
  ['client/features/store/c.tsx', "import { a } from '../../state/a.js'"],
  ['client/app/a.tsx', "import { a } from '../features/store/a.js'"],
  ['client/main.tsx', "import { a } from './app/a.js'"],
  ['client/features/store/a.test.tsx', "import { a } from '../../../server/curriculum/a.js'"],
] as const

/** Files that import each other, by value or by type, straight or by way of a third. */
const circles = [
  ['server/mongo/first.ts', "import { a } from './second.js'"],
  ['server/mongo/second.ts', "import { a } from './first.js'"],
  ['server/protocol/first.ts', "import type { A } from './second.js'"],
  ['server/protocol/second.ts', "import type { A } from './first.js'"],
  ['server/supervisor/first.ts', "export { a } from './deep/second.js'"],
  ['server/supervisor/deep/second.ts', "import { a } from '../third.js'"],
  ['server/supervisor/third.ts', "import { a } from './first.js'"],
  ['server/test/first.test.ts', "import { a } from './second.js'"],
  ['server/test/second.ts', "import { a } from './first.test.js'"],
  ['client/features/store/first.tsx', "import { a } from './second.tsx'"],
  ['client/features/store/second.tsx', "import type { A } from './first.tsx'"],
] as const

const straight = [
  ['server/mongo/first.ts', "import { a } from './second.js'"],
  ['server/mongo/second.ts', "import { a } from './third.js'"],
  ['server/mongo/third.ts', 'export const a = 1'],
  ['client/features/store/first.tsx', "import type { A } from './second.tsx'"],
  ['client/features/store/second.tsx', 'export type A = 1'],
] as const

const PLUGINS = ['client/type-imports-only.grit', 'server/lesson-server/shop/self-contained.grit']
const RULES = ['lint/style/noRestrictedImports', 'plugin']
const CIRCLE = 'lint/suspicious/noImportCycles'
const folder = mkdtempSync(join(tmpdir(), 'sessionscope-layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Folder name → file → categories of what Biome reported there. */
const reported = new Map<string, string[]>()

beforeAll(() => {
  const laid = { refused, allowed, circles, straight }
  for (const [name, cases] of Object.entries(laid)) {
    const root = join(folder, name)
    for (const file of ['biome.json', ...PLUGINS]) cpSync(join(projectRoot, file), join(root, file))
    for (const [file, line] of cases) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), `${line}\n`)
    }
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.']
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string | { file: string } } }[] }
    for (const { category, location } of report.diagnostics) {
      const path = typeof location.path === 'string' ? location.path : location.path.file
      const key = `${name}/${path.replaceAll('\\', '/')}`
      reported.set(key, [...(reported.get(key) ?? []), category])
    }
  }
})

function layerReports(key: string): string[] {
  return (reported.get(key) ?? []).filter((category) => RULES.includes(category))
}

describe('the layers', () => {
  test.each(refused)('%s may not: %s', (file) => expect(layerReports(`refused/${file}`)).not.toEqual([]))
  test.each(allowed)('%s may: %s', (file) => expect(layerReports(`allowed/${file}`)).toEqual([]))
})

describe('no circles', () => {
  test.each(circles)('%s may not: %s', (file) => expect(reported.get(`circles/${file}`)).toContain(CIRCLE))
  test.each(straight)('%s may: %s', (file) => expect(reported.get(`straight/${file}`) ?? []).not.toContain(CIRCLE))
})

test('what both ends run imports no more than that: nothing of Node.js, no library, no setting', () => {
  const seen = new Set<string>()
  const strangers: string[] = []
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)[\s\S]*?from '([^']+)'/gm)
    for (const [, source = ''] of imports) {
      const path = source.startsWith('.') ? join(dirname(file), source.replace(/\.js$/, '.ts')) : source
      if (path.startsWith(join(projectRoot, 'server/protocol'))) follow(path)
      else strangers.push(`${file}: ${source}`)
    }
  }
  for (const name of [
    'reduce',
    'instance-state',
    'balancer',
    'instances',
    'limits',
    'trace-of',
    'what-if',
    'parting',
    'doubt',
    'active-user',
    'unserved-request',
  ])
    follow(join(projectRoot, `server/protocol/${name}.ts`))
  expect(strangers).toEqual([])
  expect(seen.size).toBeGreaterThan(8)
})
