/** Checks: pure predicates over what was observed. It does not matter how the learner got there. */
import type { CheckSaying, CheckSentence, Judged, Verdict } from '../protocol/verdicts.js'
import { checkMessage, type Names } from './check-message.js'
import { type Check, type CheckLeaf, leavesOf } from './check-schema.js'
import { judgeAnswer } from './judges/answer.js'
import { judgeCrowd } from './judges/crowd.js'
import { judgeEvent } from './judges/events.js'
import { judgeState } from './judges/facts.js'
import type { Finding, Observed } from './judges/observed.js'
import { judgeOrder } from './judges/order.js'
import { judgeNever, judgeRequests } from './judges/requests.js'
import { judgeDifferent } from './judges/sessions.js'

export type { Observed }

/** Says whether a check holds, what was expected and what was seen. All leaves must hold at once. */
export function evaluate(check: Check, observed: Observed): Verdict {
  const judged = leavesOf(check).map((leaf) => judge(leaf, observed))
  const open = judged.filter((finding) => !finding.passed)
  const isKnown = open.length === 0 && observed.isSecret
  const findings = isKnown ? leavesOf(check).map((leaf) => judge(leaf, { ...observed, isSecret: false })) : judged
  const shown = open.length > 0 ? open : findings
  const { store, launch } = observed.snapshot
  const names: Names = {
    store: (kind) => store.available.find((known) => known.kind === kind)?.label ?? kind,
    shop: (name) => launch.shops.find((known) => known.name === name)?.title.en ?? name,
  }
  const said = (saying: CheckSaying): CheckSentence => ({ ...saying, message: checkMessage(saying, names) })
  return {
    passed: open.length === 0,
    expected: shown.map((finding) => said(finding.expected)),
    observed: shown.map((finding) => said(finding.observed)),
    lines: findings.flatMap(linesOf).map((line) => ({ ...line, wanted: said(line.wanted), seen: line.seen && said(line.seen) })),
  }
}

function linesOf({ passed, expected, observed, lines }: Finding): readonly Judged[] {
  return lines ?? [{ state: passed ? 'done' : 'open', wanted: expected, seen: passed ? null : observed, dueAt: null }]
}

function judge(leaf: CheckLeaf, observed: Observed): Finding {
  if ('request' in leaf) return judgeRequests(leaf.request, leaf.times, observed)
  if ('event' in leaf) return judgeEvent(leaf.event, observed)
  if ('never' in leaf) return judgeNever(leaf.never, observed)
  if ('inOrder' in leaf) return judgeOrder(leaf.inOrder, leaf.sameSession, observed)
  if ('differentSessions' in leaf) return judgeDifferent(leaf.differentSessions, observed)
  if ('state' in leaf) return judgeState(leaf.state, observed)
  if ('crowd' in leaf) return judgeCrowd(leaf.crowd, observed)
  return judgeAnswer(leaf.answer, observed)
}
