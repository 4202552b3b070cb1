/** The table of faults is whole: what is written by hand follows it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { factOf, factOfName } from '../curriculum/facts.js'
import { projectRoot } from '../paths.js'
import { state } from '../test/lessons/observed.js'
import { areUsual, FAULT_IDS, FAULTS, type FaultEntry, settingsOf, usualSettings } from './faults.js'

describe.each(FAULT_IDS)('%s', (fault) => {
  const { lastsMs, outage }: FaultEntry = FAULTS[fault]
  const settings = settingsOf(fault)

  test('ends by itself where nobody could log in any more', () => {
    const canFailEach = settings.some(([, { unit, max }]) => (unit === 'nth' && max > 0) || unit === 'bytes')
    if (outage !== null || canFailEach) expect(lastsMs).toBeGreaterThan(0)
    else expect(lastsMs).toBeNull()
  })

  test('is as usual with its usual settings, and with none of the others', () => {
    expect(areUsual(fault, usualSettings(fault))).toBe(settings.length > 0)
    for (const [name, { max, usual }] of settings) expect.soft(areUsual(fault, { ...usualSettings(fault), [name]: max === usual ? 1 : max }), name).toBe(false)
  })

  test('is a fact that lessons can ask for, and so is each of its settings', () => {
    const there = {
      ...state,
      faults: { [fault]: { settings: Object.fromEntries(settings.map(([name, { max }]) => [name, max])), since: 0, until: null, means: 'wire' } },
    } as typeof state
    const valueIn = (name: string, at: typeof state) => {
      const fact = factOfName(name)
      return fact === null ? 'no fact' : factOf(fact, at, 0)
    }
    expect([valueIn(`faults.${fault}`, state), valueIn(`faults.${fault}`, there)]).toEqual([false, true])
    for (const [name, { usual, max }] of settings) {
      expect.soft([valueIn(`faults.${fault}.${name}`, state), valueIn(`faults.${fault}.${name}`, there)]).toEqual([usual, max])
    }
    expect(factOfName(`faults.${fault}.nonsense`)).toBeNull()
  })
})

test('PROTOCOL.md lists them as they are', () => {
  const text = readFileSync(join(projectRoot, 'server/protocol/PROTOCOL.md'), 'utf8')
  const [, section = ''] = /## The way of a request\n([\s\S]*?)\n## /.exec(text) ?? []
  const rows = [...section.matchAll(/^\| `([\w-]+)` \| (\w+) \| ([^|]+?) \| ([^|]+?) \|$/gm)].map(([, ...cells]) => cells)
  expect(rows).toEqual(
    FAULT_IDS.map((fault) => {
      const { place, lastsMs }: FaultEntry = FAULTS[fault]
      return [fault, place, settingWords(fault), lastsMs === null ? 'no' : `after ${lastsMs / 1000} s`]
    }),
  )
})

/** Those that take the same together. */
function settingWords(fault: (typeof FAULT_IDS)[number]): string {
  const byBounds = new Map<string, string[]>()
  for (const [name, { min, max, unit }] of settingsOf(fault)) {
    const bounds = `${min} to ${max} ${unit}`
    byBounds.set(bounds, [...(byBounds.get(bounds) ?? []), `\`${name}\``])
  }
  return byBounds.size === 0 ? 'none' : [...byBounds].map(([bounds, names]) => `${names.join(', ')}: ${bounds}`).join('; ')
}
