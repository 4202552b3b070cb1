/** The leaf about facts of now, and how a value is compared. */
import type { Comparator, Fact, FactReference, Judged } from '../../protocol/verdicts.js'
import { dueAt, factOf, factOfName, isSetting } from '../facts.js'
import type { Finding, Observed } from './observed.js'

export function holds(wanted: Comparator, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  return typeof value === 'number' && value >= (wanted.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (wanted.atMost ?? Number.POSITIVE_INFINITY)
}

/** @param wanted by the name of a fact that there is */
export function judgeState(wanted: Readonly<Record<string, Comparator>>, observed: Observed): Finding {
  const { snapshot, now } = observed
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
    lines: all.map((one) => lineOf(one, observed)),
  }
}

function lineOf({ fact, wanted, value }: { fact: FactReference; wanted: Comparator; value: Fact }, { snapshot, before, isSecret }: Observed): Judged {
  const seen = { code: 'facts-seen', params: { facts: [{ fact, value }] } } as const
  // Whether it holds would give the answer away, too.
  if (isSecret && !isSetting(fact)) return { state: 'open', wanted: { code: 'fact-watched', params: { fact } }, seen, dueAt: null }
  const passed = holds(wanted, value)
  const wasSo = before !== null && holds(wanted, factOf(fact, before.snapshot, before.now))
  return {
    state: passed ? 'done' : wasSo ? 'wrong' : 'open',
    wanted: { code: 'facts-wanted', params: { facts: [{ fact, wanted }] } },
    seen,
    dueAt: passed ? null : dueAt(fact, wanted, snapshot),
  }
}
