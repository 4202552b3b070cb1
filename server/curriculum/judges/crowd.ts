/** The leaf about a crowd that came. */
import type { CrowdRun, CrowdState } from '../../protocol/crowd.js'
import type { CheckSaying } from '../../protocol/verdicts.js'
import type { CrowdPattern } from '../check-schema.js'
import { holds } from './facts.js'
import type { Finding, Observed } from './observed.js'

const MB = 1024 * 1024

/** What it left; null where nobody counted: its server died. */
function resultOf({ sessionsBefore, sessionsAfter, heapGrowthBytes }: CrowdRun): { readonly newSessions: number | null; readonly heapGrowthMb: number | null } {
  return {
    newSessions: sessionsAfter === null || sessionsBefore === null ? null : sessionsAfter - sessionsBefore,
    heapGrowthMb: heapGrowthBytes === null ? null : heapGrowthBytes / MB,
  }
}

function crowdMeets(pattern: CrowdPattern, run: CrowdRun): boolean {
  const { newSessions, heapGrowthMb } = resultOf(run)
  return (
    run.usersDone >= pattern.users &&
    (pattern.store === undefined || run.store === pattern.store) &&
    (pattern.outcome === undefined || run.outcome === pattern.outcome) &&
    (pattern.heapGrowthMb === undefined || holds(pattern.heapGrowthMb, heapGrowthMb)) &&
    (pattern.newSessions === undefined || holds(pattern.newSessions, newSessions))
  )
}

function seen({ running }: CrowdState, last: CrowdRun | undefined): CheckSaying {
  if (running) return { code: 'crowd-running', params: { users: running.usersDone } }
  if (!last) return { code: 'no-crowd-yet', params: {} }
  return { code: 'crowd-seen', params: { users: last.usersDone, store: last.store, ...resultOf(last) } }
}

export function judgeCrowd(pattern: CrowdPattern, { snapshot, lastRun, isSecret }: Observed): Finding {
  const runs = snapshot.crowd.finished.filter((run) => run.id > lastRun)
  const passed = runs.some((run) => crowdMeets(pattern, run))
  const observed = seen(snapshot.crowd, runs.at(-1))
  const { users, store, outcome } = pattern
  return {
    passed,
    expected: { code: 'crowd', params: pattern },
    observed,
    lines: [
      {
        state: passed ? 'done' : observed.code === 'crowd-seen' ? 'wrong' : 'open',
        wanted: { code: 'crowd', params: isSecret && !passed ? { users, store, outcome } : pattern },
        seen: observed.code === 'no-crowd-yet' ? null : observed,
        dueAt: null,
      },
    ],
  }
}
