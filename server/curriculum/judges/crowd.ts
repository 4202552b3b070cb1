/** The leaf about a crowd that came. */
import type { Language } from '../../protocol/lessons.js'
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

/** What the last crowd was; of one whose server died, nobody counted what it left. */
function crowdSeen(language: Language, { usersDone, store, sessionsBefore, sessionsAfter, heapGrowthBytes }: CrowdRun): string {
  const users = valueWords(language, usersDone)
  const parts = [
    words(language, [
      `the last crowd: ${users} users on ${valueWords(language, store)}`,
      `a última multidão: ${users} usuários no ${valueWords(language, store)}`,
    ]),
  ]
  if (sessionsBefore !== null && sessionsAfter !== null) {
    const stored = valueWords(language, sessionsAfter - sessionsBefore)
    parts.push(words(language, [`${stored} sessions more`, `${stored} sessions a mais`]))
  }
  if (heapGrowthBytes !== null) {
    const growth = valueWords(language, heapGrowthBytes / MB)
    parts.push(words(language, [`heap ${growth} MB up`, `heap ${growth} MB maior`]))
  }
  return parts.join(', ')
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
          `a crowd under way: ${valueWords(language, snapshot.crowd.running.usersDone)} users so far`,
          `uma multidão em andamento: ${valueWords(language, snapshot.crowd.running.usersDone)} usuários até agora`,
        ])
      if (!last) return words(language, ['no crowd since this step began', 'nenhuma multidão desde o começo deste passo'])
      return crowdSeen(language, last)
    }),
  }
}
