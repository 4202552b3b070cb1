/** The leaf about facts of now, and how a value is compared. */
import type { Comparator } from '../../protocol/verdicts.js'
import { factOf, factOfName } from '../facts.js'
import type { Finding, Observed } from './observed.js'

export function holds(wanted: Comparator, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  return typeof value === 'number' && value >= (wanted.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (wanted.atMost ?? Number.POSITIVE_INFINITY)
}

/** @param wanted by the name of a fact that there is */
export function judgeState(wanted: Readonly<Record<string, Comparator>>, { snapshot, now }: Observed): Finding {
  const all = Object.entries(wanted).flatMap(([name, comparator]) => {
    const fact = factOfName(name)
    return fact === null ? [] : [{ fact, wanted: comparator, value: factOf(fact, snapshot, now) }]
  })
  const open = all.filter(({ wanted, value }) => !holds(wanted, value))
  const shown = open.length > 0 ? open : all
  return {
    passed: open.length === 0,
    expected: { code: 'facts-wanted', params: { facts: shown.map(({ fact, wanted }) => ({ fact, wanted })) } },
    observed: { code: 'facts-seen', params: { facts: shown.map(({ fact, value }) => ({ fact, value })) } },
  }
}
