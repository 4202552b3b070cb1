import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import { PACKAGE_SETS, packageSet, setWith, specsOf } from './package-sets.js'
import { IMPORTER, importPackage, isInstalled, isThere, PACKAGES_VARIABLE } from './packages.js'

const mysql = packageSet('mysql')
if (!mysql) throw new Error('There is no set "mysql" any more.')
let folder: string
const before = process.env[PACKAGES_VARIABLE]

beforeEach(() => {
  folder = temporaryFolder()
  process.env[PACKAGES_VARIABLE] = folder
})
afterEach(() => {
  if (before === undefined) delete process.env[PACKAGES_VARIABLE]
  else process.env[PACKAGES_VARIABLE] = before
})

/** Puts there what an installation would, with packages of a line each. */
function place(id: string, dependencies: Readonly<Record<string, string>>, manifest: Readonly<Record<string, unknown>>, code: string): void {
  mkdirSync(join(folder, id, 'node_modules'), { recursive: true })
  writeFileSync(join(folder, id, 'package.json'), JSON.stringify({ dependencies }))
  writeFileSync(join(folder, id, 'node_modules', IMPORTER.name), IMPORTER.code)
  for (const name of Object.keys(dependencies)) {
    const of = join(folder, id, 'node_modules', name)
    mkdirSync(of, { recursive: true })
    writeFileSync(join(of, 'package.json'), JSON.stringify({ name, main: './main.js', ...manifest }))
    writeFileSync(join(of, 'main.js'), code)
  }
}

describe('importPackage', () => {
  it('imports a package of the project', async () => {
    expect(await importPackage<typeof import('cookie')>('cookie')).toHaveProperty('parseCookie')
  })

  it('imports what was installed on demand, a CommonJS package as an ES module, also one that can only be imported', async () => {
    place('mysql', mysql.packages, {}, 'module.exports = () => 42')
    const { default: made } = await importPackage<{ default: () => number }>('express-mysql-session')
    expect(made()).toBe(42)
    const memcached = setWith('connect-memcached')?.packages ?? {}
    place('memcached', memcached, { type: 'module', exports: { import: './main.js' } }, 'export const found = true')
    expect(await importPackage('connect-memcached')).toMatchObject({ found: true })
  })

  it('says of a missing one what it weighs and how to get it', async () => {
    const thrown = await importPackage('express-mysql-session').catch((error: unknown) => error)
    expect(thrown).toMatchObject({
      problem: {
        code: 'package-missing',
        params: { package: 'express-mysql-session', set: 'mysql', bytes: mysql.bytes, command: `npm install ${specsOf(mysql).join(' ')}` },
      },
    })
    expect(String(thrown)).toContain('6.5 MB')
    await expect(importPackage('no-such-package-of-ours')).rejects.toMatchObject({ problem: { code: 'package-missing' } })
  })

  it('passes on what a package throws, also that something it needs is missing', async () => {
    place('mysql', mysql.packages, {}, "require('not-there-at-all')")
    await expect(importPackage('express-mysql-session')).rejects.toThrow(/Cannot find module 'not-there-at-all'/)
  })
})

describe('a set of packages', () => {
  it('is installed only in its very versions, and whole', () => {
    expect([isInstalled(mysql, folder), isThere(mysql)]).toEqual([false, false])
    place('mysql', { ...mysql.packages, 'express-mysql-session': '0.0.1' }, {}, '')
    expect(isInstalled(mysql, folder)).toBe(false)
    place('mysql', mysql.packages, {}, '')
    expect([isInstalled(mysql, folder), isThere(mysql)]).toEqual([true, true])
    rmSync(join(folder, 'mysql', 'node_modules', 'express-mysql-session'), { recursive: true })
    expect(existsSync(join(folder, 'mysql', 'package.json'))).toBe(true)
    expect(isInstalled(mysql, folder)).toBe(false)
  })

  it('names exact versions and a folder, and no package is in two', () => {
    for (const set of PACKAGE_SETS) {
      expect(set.id).toMatch(/^[a-z]+$/)
      for (const [name, version] of Object.entries(set.packages)) {
        expect(version).toMatch(/^\d+\.\d+\.\d+$/)
        expect(setWith(name)).toBe(set)
      }
    }
  })
})
