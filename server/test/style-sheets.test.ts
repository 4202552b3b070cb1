/** What components and their style sheets say of each other. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

const client = join(projectRoot, 'client')
const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).map((path) => join(client, path))
const sheets = files.filter((path) => path.endsWith('.module.css'))
const components = files.filter((path) => path.endsWith('.tsx') && !path.endsWith('.test.tsx'))

/** The classes that a sheet speaks of; what is global comes from elsewhere. */
function classesOf(sheet: string): ReadonlySet<string> {
  const css = readFileSync(sheet, 'utf8').replace(/\/\*.*?\*\/|"[^"]*"|:global\([^)]*\)/gs, '')
  return new Set([...css.matchAll(/\.([a-zA-Z_][\w-]*)/g)].flatMap(([, name]) => (name === undefined ? [] : [name])))
}

interface Use {
  readonly sheet: string
  readonly by: string
  readonly names: readonly string[]
  /** One that is known only when the page runs: it may be any. */
  readonly isAny: boolean
}
const uses: readonly Use[] = components.flatMap((path) => {
  const code = readFileSync(path, 'utf8')
  const body = code.replace(/^import .*$/gm, '')
  return [...code.matchAll(/^import (\w+) from '([^']+\.module\.css)'$/gm)].map(([, styles, from]) => ({
    sheet: join(dirname(path), from ?? ''),
    by: relative(client, path),
    names: [...body.matchAll(new RegExp(`\\b${styles}\\.(\\w+)`, 'g'))].flatMap(([, name]) => (name === undefined ? [] : [name])),
    isAny: body.includes(`${styles}[`),
  }))
})

test('a component names no style that its sheet does not have', () => {
  expect(uses.length).toBeGreaterThan(50)
  const missing = uses.flatMap(({ sheet, by, names }) => {
    const there = classesOf(sheet)
    return names.filter((name) => !there.has(name)).map((name) => `${by}: ${name}`)
  })
  expect(missing).toEqual([])
})

test('a sheet has no style that nobody names', () => {
  const unused = sheets.flatMap((sheet) => {
    const its = uses.filter((use) => use.sheet === sheet)
    if (its.some(({ isAny }) => isAny)) return []
    const named = new Set(its.flatMap(({ names }) => names))
    return [...classesOf(sheet)].filter((name) => !named.has(name)).map((name) => `${relative(client, sheet)}: ${name}`)
  })
  expect(unused).toEqual([])
})
