/** The list of stores is written by hand, so that what is deleted is a type error; what is forgotten is found here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../paths.js'
import { ProblemError } from '../protocol/problem.js'
import { ADAPTERS, findAdapter } from './registry.js'

const kinds = ADAPTERS.map(({ kind }) => kind)

describe('the list of stores', () => {
  it('holds every adapter of the folder, under the name of its file', () => {
    const files = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)-store\.ts$/.exec(file)?.[1] ?? [])
    expect([...kinds].sort()).toEqual(files.sort())
  })

  it('names each once, and tells which there are', () => {
    expect(new Set(kinds).size).toBe(kinds.length)
    for (const adapter of ADAPTERS) expect(findAdapter(adapter.kind)).toBe(adapter)
    expect(() => findAdapter('punched-cards')).toThrow(ProblemError)
    expect(() => findAdapter('punched-cards')).toThrow(kinds.join(', '))
  })

  it('has a dependency for the package of each', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { readonly dependencies: object }
    for (const adapter of ADAPTERS) if (adapter.package !== null) expect(Object.keys(dependencies), adapter.kind).toContain(adapter.package)
  })

  it('gives each a colour of its own', () => {
    for (const { kind, hue } of ADAPTERS)
      for (const other of ADAPTERS) if (other.kind !== kind) expect(Math.abs(hue - other.hue), `${kind} and ${other.kind}`).toBeGreaterThanOrEqual(15)
  })
})
