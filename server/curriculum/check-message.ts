/** The English sentences of checks, for scripts. In the reader's language they are worded on the page (client/features/lessons/sentence-words.ts). */
import type {
  BrowserFacts,
  CheckParams,
  CheckSaying,
  Comparator,
  CookieKind,
  Fact,
  FactReference,
  FactValues,
  HeldSession,
  SeenBeside,
  SeenRequest,
  StoreUse,
  WantedCrowd,
  WantedEvent,
  WantedMoment,
  WantedRequest,
} from '../protocol/verdicts.js'

/** What stores and shops are called: those are not fixed. */
export interface Names {
  /** The label of a store. */
  store(kind: string): string
  /** The English title of a shop. */
  shop(name: string): string
}

/** The sentence, complete but for the full stop. */
export function checkMessage({ code, params }: CheckSaying, names: Names): string {
  // The table is typed by code; the compiler cannot follow that the sentence found by the code takes these very params.
  return (SENTENCES[code] as (params: CheckSaying['params'], names: Names) => string)(params, names)
}

const SENTENCES: { readonly [Code in keyof CheckParams]: (params: CheckParams[Code], names: Names) => string } = {
  request: ({ request, times }, names) => `${times === 1 ? 'a request' : `${times} requests`} ${requestWords(request, names)}`,
  'no-request': ({ request }, names) => `no request ${requestWords(request, names)}`,
  'request-seen': seenWords,
  'requests-so-far': ({ count }) => `${count} so far`,
  'no-request-yet': () => 'no request yet since this step began',
  none: () => 'none',
  event: ({ event }, names) => eventWords(event, names),
  'no-event-yet': () => 'not yet since this step began',
  'in-order': ({ moments, sameSession }, names) =>
    moments.map((moment) => momentWords(moment, names)).join('; then ') + (sameSession ? ', all with one session ID' : ''),
  'request-watched': ({ request }, names) => `a request ${requestWords(request, names)}: see what comes of it`,
  'event-watched': () => 'see what comes of it',
  'fact-watched': ({ fact }) => `watch: ${factWords(fact)}`,
  'in-order-next': ({ moment }, names) => `then ${momentWords(moment, names)}`,
  'in-order-next-watched': ({ moment }, names) => `then ${momentWords(moment, names)}: see what comes of it`,
  'one-session': () => 'all of it with one session ID',
  'all-in-order': () => 'all of it, in this order',
  'in-order-so-far': ({ reached, total, next }, names) => `${reached} of ${total} so far. Still to come: ${momentWords(next, names)}`,
  'own-sessions': ({ who }) => `${who.map(whoWord).join(' and ')}: a session of their own each`,
  'sessions-held': ({ held }) => held.map((one) => `${whoWord(one.who)}: ${heldWords(one)}`).join('; '),
  'facts-wanted': ({ facts }, names) => facts.map(({ fact, wanted }) => `${factWords(fact)}: ${wantedWords(fact, wanted, names)}`).join('; '),
  'facts-seen': ({ facts }, names) => facts.map(({ fact, value }) => `${factWords(fact)}: ${valueWords(fact, value, names)}`).join('; '),
  crowd: crowdWords,
  'crowd-running': ({ users }) => `a crowd under way: ${number(users)} users so far`,
  'crowd-seen': ({ users, store, newSessions, heapGrowthMb }, names) =>
    [
      `the last crowd: ${number(users)} users on ${names.store(store)}`,
      ...(newSessions === null ? [] : [`${number(newSessions)} sessions more`]),
      ...(heapGrowthMb === null ? [] : [`heap ${number(heapGrowthMb)} MB up`]),
    ].join(', '),
  'no-crowd-yet': () => 'no crowd since this step began',
  'any-answer': () => 'your answer, whichever it is',
  'right-answer': () => 'the answer that fits',
  'no-answer-yet': () => 'no answer yet',
  answered: () => 'your answer',
  'wrong-answer': () => 'an answer that does not fit yet',
}

const COOKIE: Readonly<Record<CookieKind, string>> = {
  none: 'no cookie',
  good: 'a valid cookie',
  unsigned: 'an unsigned cookie',
  'bad-signature': 'a cookie with a bad signature',
  malformed: 'a malformed cookie',
}

const STORE: Readonly<Record<StoreUse, string>> = {
  hit: 'its session was found in the store',
  miss: 'its session was not in the store',
  saved: 'the session was saved',
  touched: 'the session was touched',
  destroyed: 'the session was destroyed',
  nothing: 'the store was not asked',
}

const OUTCOME: Readonly<Record<NonNullable<WantedRequest['outcome']>, string>> = {
  answered: 'it was answered',
  failed: 'it failed',
  aborted: 'the browser gave up',
  'cut-off': 'the server died during it',
}

const BESIDE: Readonly<Record<SeenBeside, string>> = {
  attached: 'the session cookie went along',
  withheld: 'the session cookie stayed at home',
  readable: 'the other site may read the answer',
  unreadable: 'the other site may not read the answer',
  depends: 'the other site may read the answer only without credentials',
  framed: 'it is shown in a frame there',
  'not-framed': 'the frame there stays empty',
  passed: 'the browser sends the request itself next',
  'held-back': 'the browser does not send the request itself',
  'from-cache': 'the proxy’s cache answered',
}

const CROSS_SITE: Readonly<Record<NonNullable<WantedRequest['crossSite']>, string>> = {
  link: 'by a link of another site',
  form: 'by a form of another site',
  fetch: 'by a fetch of another site without credentials',
  'fetch-with-credentials': 'by a fetch of another site with credentials',
  'fetch-untold': 'by a fetch of another site, with or without credentials',
  preflight: 'by a preflight for another site',
  frame: 'by a frame of another site',
  other: 'by a picture of another site, or something like it',
}

const EVENT: Readonly<Record<WantedEvent['kind'], string>> = {
  started: 'the lesson server started',
  death: 'the lesson server died',
  switched: 'the store was switched',
  configured: 'the session options were changed',
  cleared: 'all sessions were forgotten',
  swept: 'the sweeper deleted an expired session, and nobody had asked for it',
}

const CAUSE: Readonly<Record<NonNullable<WantedEvent['cause']>, string>> = {
  'out-of-memory': 'of an exhausted heap',
  killed: 'because it was killed',
  crashed: 'of an error',
  watchdog: 'ended by the watchdog',
}

const REASON: Readonly<Record<NonNullable<WantedEvent['reason']>, string>> = {
  launch: 'at the launch',
  restart: 'again, by a restart',
  'after-death': 'again, after it had died',
  'heap-limit': 'again, with another heap limit',
}

const MONGODB: Readonly<Record<FactValues['mongo.phase'], string>> = {
  resolving: 'being looked for',
  up: 'up',
  down: 'down',
}

const RULE: Readonly<Record<FactValues['balancer.rule'], string>> = {
  turns: 'taking turns',
  sticky: 'sticky',
  random: 'at random',
}

const FACT: Readonly<Record<keyof FactValues, string>> = {
  'store.active': 'the store',
  'store.sessions': 'sessions in the store',
  'store.elsewhere': 'sessions left in another store',
  'store.ttlIndex': 'a TTL index on “expires”',
  'store.up': 'the store answers',
  'server.boot': 'lives of the lesson server',
  'server.phase': 'the lesson server',
  'server.shop': 'which shop runs',
  'server.heapLimitMb': 'heap limit in MB',
  'server.count': 'lesson servers',
  'server.serving': 'lesson servers that the proxy sends requests to',
  'balancer.rule': 'how the proxy chooses a server',
  'memory.heapUsedMb': 'heap used in MB',
  'mongo.phase': 'MongoDB',
  'crowd.running': 'a crowd under way',
  'crowd.expiredForSeconds': 'seconds since the last of the crowd’s sessions expired',
}

const BROWSER_FACT: Readonly<Record<keyof BrowserFacts, string>> = {
  hasCookie: 'has a cookie',
  known: 'is known to the store',
  loggedIn: 'is logged in',
  cart: 'items in the cart',
  pageCart: 'sees in the cart',
  borrowed: 'has a copy of another browser’s cookie',
}

function number(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value)
}

/** The name of whoever sent a request; a virtual browser is called by its id's own part. */
function whoWord(actor: string): string {
  if (actor === 'you') return 'you'
  if (actor === 'other') return 'another program'
  if (actor.startsWith('visitor:')) return 'another browser'
  const name = actor.replace(/^browser:/, '')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

type RequestWords = { readonly [Field in keyof WantedRequest]-?: (wanted: NonNullable<WantedRequest[Field]>, names: Names) => string }

/** In the order in which they are said. */
const REQUEST: RequestWords = {
  method: (method) => method,
  path: (path) => path,
  who: (who) => `by ${whoWord(who)}`,
  cookie: (kinds) =>
    `with ${[kinds]
      .flat()
      .map((kind) => COOKIE[kind])
      .join(' or ')}`,
  store: (use) => STORE[use],
  setCookie: (wanted) => (wanted ? 'answered with Set-Cookie' : 'answered without Set-Cookie'),
  newSession: (wanted) => (wanted ? 'with a new session ID' : 'with the session ID it had'),
  loggedIn: (wanted) => (wanted ? 'logged in' : 'not logged in'),
  cart: (count) => `with ${count} in the cart`,
  status: (status) => `answered ${status}`,
  storeKind: (kind, names) => `on the store ${names.store(kind)}`,
  outcome: (outcome) => OUTCOME[outcome],
  crossSite: (act) => CROSS_SITE[act],
  sessionCookie: (outcome) => BESIDE[outcome],
  otherSiteGets: (outcome) => BESIDE[outcome],
  fromCache: (wanted) => (wanted ? BESIDE['from-cache'] : 'the shop itself answered'),
}

/** What is asked of a request, without "a request". */
function requestWords(wanted: WantedRequest, names: Names): string {
  const words = (fields: readonly (keyof WantedRequest)[]) =>
    fields.flatMap((field) => {
      const value = wanted[field]
      return value === undefined ? [] : [(REQUEST[field] as (wanted: typeof value, names: Names) => string)(value, names)]
    })
  const line = words(['method', 'path']).join(' ')
  const rest = words((Object.keys(REQUEST) as (keyof WantedRequest)[]).filter((field) => field !== 'method' && field !== 'path'))
  return [...(line === '' ? [] : [line]), ...rest].join(', ')
}

function seenWords({ method, path, who, cookie, store, setCookie, beside }: SeenRequest): string {
  const line = `${method} ${path} by ${whoWord(who)}: ${COOKIE[cookie]}, ${STORE[store]}, ${setCookie ? 'and Set-Cookie went out' : 'and no Set-Cookie went out'}`
  return [line, ...beside.map((each) => BESIDE[each])].join('; ')
}

function eventWords({ kind, reason, cause, to, carryOver, options }: WantedEvent, names: Names): string {
  const values = Object.entries(options ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  return [
    EVENT[kind],
    ...(reason === undefined ? [] : [REASON[reason]]),
    ...(cause === undefined ? [] : [CAUSE[cause]]),
    ...(to === undefined ? [] : [`to ${names.store(to)}`]),
    ...(carryOver === undefined ? [] : [carryOver ? 'with carry over' : 'without carry over']),
    ...(values.length === 0 ? [] : [`(${values.join(', ')})`]),
  ].join(' ')
}

function momentWords(moment: WantedMoment, names: Names): string {
  return 'request' in moment ? `a request ${requestWords(moment.request, names)}` : eventWords(moment.event, names)
}

function heldWords({ sessionId, known }: HeldSession): string {
  if (sessionId === null) return 'no cookie'
  return known ? `${sessionId.slice(0, 6)}…` : 'a cookie, but no stored session'
}

/** By how it ended; one that is to end by itself is a whole one. */
const CROWD: Readonly<Record<NonNullable<WantedCrowd['outcome']>, (users: string) => string>> = {
  done: (users) => `a whole crowd of at least ${users} users`,
  cancelled: (users) => `a crowd of at least ${users} users that was stopped`,
  'server-went-away': (users) => `a crowd of at least ${users} users during which the server went away`,
  failed: (users) => `a crowd of at least ${users} users that failed`,
}

function crowdWords({ users, store, outcome = 'done', heapGrowthMb, newSessions }: WantedCrowd, names: Names): string {
  const and = heapGrowthMb ? 'and ' : ''
  return [
    CROWD[outcome](number(users)),
    ...(store === undefined ? [] : [`on ${names.store(store)}`]),
    ...(heapGrowthMb?.atLeast === undefined ? [] : [`that made the heap grow by ${number(heapGrowthMb.atLeast)} MB or more`]),
    ...(heapGrowthMb?.atMost === undefined ? [] : [`that made the heap grow by ${number(heapGrowthMb.atMost)} MB at most`]),
    ...(newSessions?.atLeast === undefined ? [] : [`${and}that left ${number(newSessions.atLeast)} sessions or more`]),
    ...(newSessions?.atMost === undefined ? [] : [`${and}that left at most ${number(newSessions.atMost)} sessions`]),
  ].join(' ')
}

function factWords(fact: FactReference): string {
  if (fact.of === 'sandbox') return FACT[fact.name]
  if (fact.of === 'faults') return fact.setting === null ? fact.fault : `${fact.fault} ${fact.setting}`
  return fact.of === 'options' ? fact.name : `${whoWord(fact.browser)} ${BROWSER_FACT[fact.name]}`
}

function wantedWords(fact: FactReference, wanted: Comparator, names: Names): string {
  if (typeof wanted !== 'object' || wanted === null) return valueWords(fact, wanted, names)
  const { atLeast, atMost } = wanted
  return [...(atLeast === undefined ? [] : [`at least ${number(atLeast)}`]), ...(atMost === undefined ? [] : [`at most ${number(atMost)}`])].join(', ')
}

function valueWords(fact: FactReference, value: Fact, names: Names): string {
  if (value === null) return 'nothing yet'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return number(value)
  return fact.of === 'sandbox' ? named(fact.name, value, names) : value
}

/** Values that have a name. */
function named(fact: keyof FactValues, value: string, names: Names): string {
  if (fact === 'store.active') return names.store(value)
  if (fact === 'server.shop') return names.shop(value)
  if (fact === 'balancer.rule') return RULE[value as FactValues['balancer.rule']]
  return fact === 'mongo.phase' ? MONGODB[value as FactValues['mongo.phase']] : value
}
