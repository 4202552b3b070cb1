/**
 * Checks: pure predicates over what was observed. It does not matter how the learner got there.
 */
import type { Localized, Verdict } from '../protocol/lessons.js'
import type { RequestRecord } from '../protocol/requests.js'
import type { CrowdRun, Snapshot, TimelineRow } from '../protocol/state.js'
import {
  type Check,
  type CheckLeaf,
  type Comparator,
  type CrowdPattern,
  type EventPattern,
  leavesOf,
  type Moment,
  type RequestPattern,
} from './check-schema.js'
import { crowdWords, eventWords, factWords, inEach, momentWords, requestSeen, requestWords, valueWords, whoWord, words } from './check-words.js'
import { factsOf } from './facts.js'

/** Everything that a check may look at. */
export interface Observed {
  /** Timeline rows since the step began, oldest first. */
  readonly rows: readonly TimelineRow[]
  readonly snapshot: Snapshot
  /** Epoch ms when the step began. */
  readonly since: number
  /** Epoch ms. */
  readonly now: number
  /** What the reader answered to the step's task; null: nothing yet. */
  readonly answer: string | null
  /** The right answer of a task that has one. */
  readonly rightAnswer: string | null
}

interface Finding {
  readonly passed: boolean
  readonly expected: Localized
  readonly observed: Localized
}

/** Says whether a check holds, what was expected and what was seen. All leaves must hold at once. */
export function evaluate(check: Check, observed: Observed): Verdict {
  const findings = leavesOf(check).map((leaf) => judge(leaf, observed))
  const open = findings.filter((finding) => !finding.passed)
  const shown = open.length > 0 ? open : findings
  return { passed: open.length === 0, expected: shown.map((finding) => finding.expected), observed: shown.map((finding) => finding.observed) }
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

const requestsOf = (rows: readonly TimelineRow[]): RequestRecord[] => rows.flatMap((row) => (row.kind === 'request' ? [row.request] : []))

/** What the store was asked in a request, the most telling first. */
function storeUse(request: RequestRecord): NonNullable<RequestPattern['store']>[] {
  const uses = request.operations.map((operation) => {
    if (operation.name === 'get') return operation.hit ? 'hit' : 'miss'
    if (operation.name === 'set') return 'saved'
    return operation.name === 'touch' ? 'touched' : 'destroyed'
  })
  return uses.length > 0 ? uses : ['nothing']
}

/** The fields of the pattern that a request does not meet. */
function misses(pattern: RequestPattern, request: RequestRecord): (keyof RequestPattern)[] {
  const after = request.after
  const meets: { [K in keyof RequestPattern]-?: (wanted: NonNullable<RequestPattern[K]>) => boolean } = {
    who: (who) => request.actor === who,
    method: (method) => request.method === method,
    path: (path) => request.path.split('?')[0] === path,
    status: (status) => request.status === status,
    cookie: (kinds) => [kinds].flat().includes(request.cookieIn.kind),
    setCookie: (wanted) => request.setCookie.some((line) => line.startsWith(`${request.options.name}=`)) === wanted,
    newSession: (wanted) => request.sessionIsNew === wanted,
    store: (use) => storeUse(request).includes(use),
    loggedIn: (wanted) => (after?.isLoggedIn === true) === wanted,
    cart: (count) => (Array.isArray(after?.cart) ? after.cart.length : 0) === count,
    storeKind: (kind) => request.store === kind,
    outcome: (outcome) => request.outcome === outcome,
  }
  return (Object.keys(pattern) as (keyof RequestPattern)[]).filter((key) => {
    const wanted = pattern[key]
    return wanted !== undefined && !(meets[key] as (wanted: unknown) => boolean)(wanted)
  })
}

function matches(moment: Moment, row: TimelineRow): boolean {
  if ('request' in moment) return row.kind === 'request' && misses(moment.request, row.request).length === 0
  return matchesEvent(moment.event, row)
}

function matchesEvent(pattern: EventPattern, row: TimelineRow): boolean {
  if (row.kind !== pattern.kind) return false
  if (row.kind === 'started') return pattern.reason === undefined || row.reason === pattern.reason
  if (row.kind === 'death') return pattern.cause === undefined || row.death.cause === pattern.cause
  if (row.kind === 'switched') {
    const { report } = row
    return (
      report.refused === null &&
      (pattern.to === undefined || report.to === pattern.to) &&
      (pattern.carryOver === undefined || report.carryOver === pattern.carryOver)
    )
  }
  if (row.kind === 'configured') return Object.entries(pattern.options ?? {}).every(([name, value]) => row.options[name as keyof typeof row.options] === value)
  return true
}

/** The request that came nearest to the pattern, in words; the latest of equals. */
function nearest(pattern: RequestPattern, requests: readonly RequestRecord[]): Localized {
  let best: RequestRecord | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const request of requests) {
    const count = misses(pattern, request).length
    if (count <= fewest) [best, fewest] = [request, count]
  }
  const request = best
  if (!request) return inEach((language) => words(language, ['no request yet since this step began', 'nenhuma requisição ainda desde o começo deste passo']))
  return describeRequest(request)
}

function describeRequest(request: RequestRecord): Localized {
  const store = storeUse(request)[0] ?? 'nothing'
  const setCookie = request.setCookie.some((line) => line.startsWith(`${request.options.name}=`))
  return inEach((language) => requestSeen(language, request, { store, setCookie }))
}

function judgeRequests(pattern: RequestPattern, times: number, { rows }: Observed): Finding {
  const requests = requestsOf(rows)
  const count = requests.filter((request) => misses(pattern, request).length === 0).length
  return {
    passed: count >= times,
    expected: inEach((language) => {
      const what = requestWords(language, pattern)
      return times === 1 ? `${words(language, ['a request', 'uma requisição'])} ${what}` : `${times} ${words(language, ['requests', 'requisições'])} ${what}`
    }),
    observed: times > 1 && count > 0 ? inEach((language) => words(language, [`${count} so far`, `${count} até agora`])) : nearest(pattern, requests),
  }
}

function judgeEvent(pattern: EventPattern, { rows }: Observed): Finding {
  const passed = rows.some((row) => matchesEvent(pattern, row))
  const near = rows.findLast((row) => row.kind === pattern.kind)
  return {
    passed,
    expected: inEach((language) => eventWords(language, pattern)),
    observed: inEach((language) => {
      if (passed) return eventWords(language, pattern)
      if (near?.kind === 'switched') return eventWords(language, { kind: 'switched', to: near.report.to, carryOver: near.report.carryOver })
      if (near?.kind === 'death') return eventWords(language, { kind: 'death', cause: near.death.cause })
      if (near?.kind === 'configured') {
        const names = Object.keys(pattern.options ?? {}) as (keyof typeof near.options)[]
        return eventWords(language, { kind: 'configured', options: Object.fromEntries(names.map((name) => [name, near.options[name]])) })
      }
      return words(language, ['not yet since this step began', 'ainda não, desde o começo deste passo'])
    }),
  }
}

function judgeNever(pattern: RequestPattern, { rows }: Observed): Finding {
  const found = requestsOf(rows).find((request) => misses(pattern, request).length === 0)
  return {
    passed: !found,
    expected: inEach((language) => `${words(language, ['no request', 'nenhuma requisição'])} ${requestWords(language, pattern)}`),
    observed: found ? describeRequest(found) : inEach((language) => words(language, ['none', 'nenhuma'])),
  }
}

/** Finds the moments one after the other; with `sameSession`, for one session ID that all requests of the sequence share. */
function judgeOrder(moments: readonly Moment[], sameSession: boolean, { rows }: Observed): Finding {
  const ids = sameSession ? [...new Set(requestsOf(rows).flatMap(idsOf))] : [null]
  const reached = Math.max(0, ...ids.map((id) => follow(moments, rows, id)))
  const missing = moments[reached]
  return {
    passed: missing === undefined,
    expected: inEach(
      (language) =>
        moments.map((moment) => momentWords(language, moment)).join(words(language, ['; then ', '; depois '])) +
        (sameSession ? words(language, [', all with one session ID', ', todas com um só session ID']) : ''),
    ),
    observed: inEach((language) => {
      if (!missing) return words(language, ['all of it, in this order', 'tudo, nesta ordem'])
      const done = words(language, [`${reached} of ${moments.length} so far`, `${reached} de ${moments.length} até agora`])
      return `${done}. ${words(language, ['Still to come:', 'Ainda falta:'])} ${momentWords(language, missing)}`
    }),
  }
}

function idsOf(request: RequestRecord): string[] {
  const came = request.cookieIn.kind === 'good' ? [request.cookieIn.sessionId] : []
  return request.sessionId === null ? came : [...came, request.sessionId]
}

function follow(moments: readonly Moment[], rows: readonly TimelineRow[], id: string | null): number {
  let reached = 0
  for (const row of rows) {
    const wanted = moments[reached]
    if (!wanted) break
    const isIts = id === null || row.kind !== 'request' || idsOf(row.request).includes(id)
    if (isIts && matches(wanted, row)) reached += 1
  }
  return reached
}

function judgeDifferent(who: readonly string[], { snapshot }: Observed): Finding {
  const held = who.map((id) => {
    const browser = snapshot.browsers.find((candidate) => candidate.id === id)
    const sessionId = browser?.sessionId ?? null
    return { id, sessionId, known: sessionId !== null && (snapshot.focused[sessionId]?.stored ?? null) !== null }
  })
  const distinct = new Set(held.filter(({ known }) => known).map(({ sessionId }) => sessionId))
  return {
    passed: distinct.size === who.length,
    expected: inEach(
      (language) =>
        `${who.map((id) => whoWord(language, id)).join(words(language, [' and ', ' e ']))}: ${words(language, ['a session of their own each', 'cada um com a sua session'])}`,
    ),
    observed: inEach((language) =>
      held
        .map(
          ({ id, sessionId, known }) =>
            `${whoWord(language, id)}: ${sessionId === null ? words(language, ['no cookie', 'sem cookie']) : known ? `${sessionId.slice(0, 6)}…` : words(language, ['a cookie, but no stored session', 'um cookie, mas nenhuma session guardada'])}`,
        )
        .join('; '),
    ),
  }
}

function holds(wanted: Comparator, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  return typeof value === 'number' && value >= (wanted.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (wanted.atMost ?? Number.POSITIVE_INFINITY)
}

function judgeState(wanted: Readonly<Record<string, Comparator>>, { snapshot, now }: Observed): Finding {
  const facts = factsOf(snapshot, now)
  const open = Object.entries(wanted).filter(([name, value]) => !holds(value, facts.get(name)))
  const shown = open.length > 0 ? open : Object.entries(wanted)
  return {
    passed: open.length === 0,
    expected: inEach((language) =>
      shown
        .map(([name, value]) => {
          if (typeof value !== 'object' || value === null) return `${factWords(language, name)}: ${valueWords(language, value)}`
          const bounds = [
            value.atLeast === undefined ? '' : `${words(language, ['at least', 'pelo menos'])} ${valueWords(language, value.atLeast)}`,
            value.atMost === undefined ? '' : `${words(language, ['at most', 'no máximo'])} ${valueWords(language, value.atMost)}`,
          ]
          return `${factWords(language, name)}: ${bounds.filter(Boolean).join(', ')}`
        })
        .join('; '),
    ),
    observed: inEach((language) => shown.map(([name]) => `${factWords(language, name)}: ${valueWords(language, facts.get(name))}`).join('; ')),
  }
}

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

function judgeCrowd(pattern: CrowdPattern, { snapshot, since }: Observed): Finding {
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

function judgeAnswer(wanted: string, { answer, rightAnswer }: Observed): Finding {
  const passed = answer !== null && (wanted === 'any' || answer === (wanted === 'right' ? rightAnswer : wanted))
  return {
    passed,
    expected: inEach((language) =>
      words(
        language,
        wanted === 'any' ? ['your answer, whichever it is', 'a sua resposta, qualquer que seja'] : ['the answer that fits', 'a resposta que serve'],
      ),
    ),
    observed: inEach((language) =>
      words(
        language,
        answer === null
          ? ['no answer yet', 'nenhuma resposta ainda']
          : passed
            ? ['your answer', 'a sua resposta']
            : ['an answer that does not fit yet', 'uma resposta que ainda não serve'],
      ),
    ),
  }
}
