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

  it('has a dependency, in the versions that it names, for what each brings with the project, and none for what comes on demand', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> }
    for (const { kind, npm } of ADAPTERS) {
      if (npm?.installed === 'with-project')
        for (const { name, range } of [npm, ...npm.alsoNeeds]) expect(dependencies, `${name}, for ${kind}`).toMatchObject({ [name]: range })
      else if (npm !== null) expect(Object.keys(dependencies), kind).not.toContain(npm.name)
    }
  })

  it('loads no package before its store is opened', () => {
    const folder = join(projectRoot, 'server/stores')
    const adapters = readdirSync(folder).filter((name) => name.endsWith('-store.ts'))
    expect(adapters).toHaveLength(ADAPTERS.length)
    // What a learner writes, further down, does import it; express-session is loaded in every server as it is.
    const head = (name: string) => readFileSync(join(folder, name), 'utf8').split('\nconst adapter')[0]
    for (const name of adapters) expect(head(name), name).not.toMatch(/^import (?!type )[^'\n]*'(?!\.|node:|express-session')/m)
  })

  it('offers the first two in the switch itself, and the others behind it', () => {
    expect(ADAPTERS.map(({ place }) => place)).toEqual(ADAPTERS.map((_adapter, index) => (index < 2 ? 'switch' : 'more')))
  })

  it('says when a timer of its own passes, where one does', () => {
    for (const { kind, capabilities } of ADAPTERS) expect(capabilities.sweepEveryMs !== undefined, kind).toBe(capabilities.expiry === 'app-sweeper')
  })

  it('gives each a colour of its own', () => {
    for (const { kind, hue } of ADAPTERS)
      for (const other of ADAPTERS) if (other.kind !== kind) expect(Math.abs(hue - other.hue), `${kind} and ${other.kind}`).toBeGreaterThanOrEqual(15)
  })
})
