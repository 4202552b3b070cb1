/** The leaf about a crowd that came. */
import type { CrowdRun } from '../../protocol/state.js'
import type { CrowdPattern } from '../check-schema.js'
import { crowdWords, inEach, valueWords, words } from '../check-words.js'
import { holds } from './facts.js'
import type { Finding, Observed } from './observed.js'

const MB = 1024 * 1024

function crowdMeets(pattern: CrowdPattern, run: CrowdRun): boolean {
  const growthMb = run.heapGrowthBytes === null ? null : run.heapGrowthBytes / MB
  const stored = run.sessionsAfter === null || run.sessionsBefore === null ? null : run.sessionsAfter - run.sessionsBefore
  return (
    run.usersDone >= pattern.users &&
    (pattern.store === undefined || run.store === pattern.store) &&
    (pattern.outcome === undefined || run.outcome === pattern.outcome) &&
    (pattern.heapGrowthMb === undefined || holds(pattern.heapGrowthMb, growthMb)) &&
    (pattern.newSessions === undefined || holds(pattern.newSessions, stored))
  )
}

export function judgeCrowd(pattern: CrowdPattern, { snapshot, since }: Observed): Finding {
  const runs = snapshot.crowd.finished.filter((run) => run.startedAt >= since)
  const last = runs.at(-1)
  return {
    passed: runs.some((run) => crowdMeets(pattern, run)),
    expected: inEach((language) => crowdWords(language, pattern)),
    observed: inEach((language) => {
      if (snapshot.crowd.running)
        return words(language, [
          `a crowd under way: ${snapshot.crowd.running.usersDone} users so far`,
          `uma multidão em andamento: ${snapshot.crowd.running.usersDone} usuários até agora`,
        ])
      if (!last) return words(language, ['no crowd since this step began', 'nenhuma multidão desde o começo deste passo'])
      const growth = valueWords(language, last.heapGrowthBytes === null ? null : last.heapGrowthBytes / MB)
      const stored = valueWords(language, last.sessionsAfter === null || last.sessionsBefore === null ? null : last.sessionsAfter - last.sessionsBefore)
      return words(language, [
        `the last crowd: ${last.usersDone} users on ${last.store}, ${stored} sessions more, heap ${growth} MB up`,
        `a última multidão: ${last.usersDone} usuários em ${last.store}, ${stored} sessions a mais, heap ${growth} MB maior`,
      ])
    }),
  }
}
