/** Words for what a check says: its codes and parameters as sentences in the reader's language. */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type {
  Bounds,
  CheckParams,
  CheckSaying,
  CheckSentence,
  Comparator,
  Fact,
  FactReference,
  FactValues,
  HeldSession,
  WantedCrowd,
  WantedEvent,
  WantedMoment,
  WantedRequest,
} from '../../../server/protocol/verdicts.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { useLive } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'

/** Words sentences of checks in the reader's language. One of a code that this page does not know keeps its English. */
export function useSentenceWords(): (sentence: CheckSentence) => string {
  const words = useWords()
  return (sentence) => words.of(sentence) ?? sentence.message
}

/** The same for what was seen, where what is wanted stands above it: of a fact the value is enough. */
export function useSeenWords(): (sentence: CheckSentence) => string {
  const words = useWords()
  return (sentence) => words.seen(sentence) ?? sentence.message
}

function useWords(): SentenceWords {
  const { t, i18n } = useTranslation('checks')
  const shop = useShopWords()
  const available = useLive(({ store }) => store.available)
  return new SentenceWords(t, i18n.language, {
    store: (kind) => available.find((store) => store.kind === kind)?.label ?? kind,
    shop: (name) => shop(name).title,
  })
}

type RequestWords = { readonly [Field in keyof WantedRequest]-?: (wanted: NonNullable<WantedRequest[Field]>) => string }

/** What stores and shops are called: those are not fixed. */
interface Names {
  /** The label of a store. */
  store(kind: string): string
  /** The title of a shop. */
  shop(name: string): string
}

class SentenceWords {
  readonly #t: TFunction<'checks'>
  readonly #language: string
  readonly #names: Names

  constructor(t: TFunction<'checks'>, language: string, names: Names) {
    this.#t = t
    this.#language = language
    this.#names = names
  }

  /** null: there are none for its code. */
  of({ code, params }: CheckSaying): string | null {
    // The table is typed by code; the compiler cannot follow that the words found by the code take these very params.
    return Object.hasOwn(this.#sentences, code) ? (this.#sentences[code] as (params: CheckSaying['params']) => string)(params) : null
  }

  seen(saying: CheckSaying): string | null {
    if (saying.code !== 'facts-seen') return this.of(saying)
    return saying.params.facts.map(({ fact, value }) => this.#value(fact, value)).join('; ')
  }

  readonly #sentences: { readonly [Code in keyof CheckParams]: (params: CheckParams[Code]) => string } = {
    request: ({ request, times }) =>
      times === 1
        ? this.#t('sentence.request', { request: this.#request(request) })
        : this.#t('sentence.requests', { times: this.#number(times), request: this.#request(request) }),
    'no-request': ({ request }) => this.#t('sentence.no-request', { request: this.#request(request) }),
    'request-seen': ({ method, path, who, cookie, store, setCookie, beside }) => {
      const line = this.#t('sentence.request-seen', {
        line: `${method} ${path}`,
        who: this.#who(who),
        cookie: this.#t(`cookie.${cookie}`),
        store: this.#t(`store.${store}`),
        answer: this.#t(setCookie ? 'answer.setCookie' : 'answer.noSetCookie'),
      })
      return [line, ...beside.map((each) => this.#t(`beside.${each}`))].join('; ')
    },
    'requests-so-far': ({ count }) => this.#t('sentence.requests-so-far', { shown: this.#number(count) }),
    'no-request-yet': () => this.#t('sentence.no-request-yet'),
    none: () => this.#t('sentence.none'),
    event: ({ event }) => this.#event(event),
    'no-event-yet': () => this.#t('sentence.no-event-yet'),
    'in-order': ({ moments, sameSession }) => {
      const all = moments.map((moment) => this.#moment(moment)).join(this.#t('join.then'))
      return sameSession ? this.#t('sentence.in-order-one-session', { moments: all }) : all
    },
    'request-watched': ({ request }) => this.#t('sentence.request-watched', { request: this.#request(request) }),
    'event-watched': () => this.#t('sentence.event-watched'),
    'fact-watched': ({ fact }) => this.#t('sentence.fact-watched', { fact: this.#fact(fact) }),
    'in-order-next': ({ moment }) => this.#t('sentence.in-order-next', { moment: this.#moment(moment) }),
    'in-order-next-watched': ({ moment }) => this.#t('sentence.in-order-next-watched', { moment: this.#moment(moment) }),
    'one-session': () => this.#t('sentence.one-session'),
    'all-in-order': () => this.#t('sentence.all-in-order'),
    'in-order-so-far': ({ reached, total, next }) =>
      this.#t('sentence.in-order-so-far', { reached: this.#number(reached), total: this.#number(total), next: this.#moment(next) }),
    'own-sessions': ({ who }) => this.#t('sentence.own-sessions', { who: who.map((one) => this.#who(one)).join(this.#t('join.and')) }),
    'sessions-held': ({ held }) => held.map((one) => this.#t('sentence.fact', { fact: this.#who(one.who), value: this.#held(one) })).join('; '),
    'facts-wanted': ({ facts }) =>
      facts.map(({ fact, wanted }) => this.#t('sentence.fact', { fact: this.#fact(fact), value: this.#wanted(fact, wanted) })).join('; '),
    'facts-seen': ({ facts }) =>
      facts.map(({ fact, value }) => this.#t('sentence.fact', { fact: this.#fact(fact), value: this.#value(fact, value) })).join('; '),
    crowd: (crowd) => this.#crowd(crowd),
    'crowd-running': ({ users }) => this.#t('sentence.crowd-running', { users: this.#number(users) }),
    'crowd-seen': ({ users, store, newSessions, heapGrowthMb }) =>
      [
        this.#t('lastCrowd.users', { users: this.#number(users), store: this.#names.store(store) }),
        ...(newSessions === null ? [] : [this.#t('lastCrowd.sessions', { sessions: this.#number(newSessions) })]),
        ...(heapGrowthMb === null ? [] : [this.#t('lastCrowd.heap', { mb: this.#number(heapGrowthMb) })]),
      ].join(', '),
    'no-crowd-yet': () => this.#t('sentence.no-crowd-yet'),
    'any-answer': () => this.#t('sentence.any-answer'),
    'right-answer': () => this.#t('sentence.right-answer'),
    'no-answer-yet': () => this.#t('sentence.no-answer-yet'),
    answered: () => this.#t('sentence.answered'),
    'wrong-answer': () => this.#t('sentence.wrong-answer'),
  }

  /** What is asked of a request, but for its method and path, in the order in which it is said. */
  readonly #requestWords: Omit<RequestWords, 'method' | 'path'> = {
    who: (who) => this.#t('wanted.who', { who: this.#who(who) }),
    cookie: (kinds) => {
      const all = [kinds].flat()
      if (all.join() === 'none') return this.#t('wanted.noCookie')
      return this.#t('wanted.cookie', { cookies: all.map((kind) => this.#t(`cookie.${kind}`)).join(this.#t('join.or')) })
    },
    store: (use) => this.#t(`wanted.store.${use}`),
    setCookie: (wanted) => this.#t(wanted ? 'wanted.setCookie' : 'wanted.noSetCookie'),
    newSession: (wanted) => this.#t(wanted ? 'wanted.newSession' : 'wanted.sameSession'),
    loggedIn: (wanted) => this.#t(wanted ? 'wanted.loggedIn' : 'wanted.notLoggedIn'),
    cart: (count) => this.#t('wanted.cart', { count, shown: this.#number(count) }),
    status: (status) => this.#t('wanted.status', { status }),
    storeKind: (kind) => this.#t('wanted.storeKind', { store: this.#names.store(kind) }),
    outcome: (outcome) => this.#t(`wanted.outcome.${outcome}`),
    crossSite: (act) => this.#t(`wanted.crossSite.${act}`),
    sessionCookie: (outcome) => this.#t(`beside.${outcome}`),
    otherSiteGets: (outcome) => this.#t(`beside.${outcome}`),
    fromCache: (wanted) => this.#t(wanted ? 'beside.from-cache' : 'wanted.notFromCache'),
  }

  #request({ method, path, ...rest }: WantedRequest): string {
    const line = [method, path].filter((part) => part !== undefined).join(' ')
    const fields = Object.keys(this.#requestWords) as (keyof typeof rest)[]
    const words = fields.flatMap((field) => {
      const wanted = rest[field]
      return wanted === undefined ? [] : [(this.#requestWords[field] as (wanted: unknown) => string)(wanted)]
    })
    return [...(line === '' ? [] : [line]), ...words].join(', ')
  }

  #event({ kind, reason, cause, to, carryOver, options }: WantedEvent): string {
    const values = Object.entries(options ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
    return [
      this.#t(`event.${kind}`),
      ...(reason === undefined ? [] : [this.#t(`reason.${reason}`)]),
      ...(cause === undefined ? [] : [this.#t(`cause.${cause}`)]),
      ...(to === undefined ? [] : [this.#t('switch.to', { store: this.#names.store(to) })]),
      ...(carryOver === undefined ? [] : [this.#t(carryOver ? 'switch.carryOver' : 'switch.noCarryOver')]),
      ...(values.length === 0 ? [] : [`(${values.join(', ')})`]),
    ].join(' ')
  }

  #moment(moment: WantedMoment): string {
    return 'request' in moment ? this.#t('sentence.request', { request: this.#request(moment.request) }) : this.#event(moment.event)
  }

  #held({ sessionId, known }: HeldSession): string {
    if (sessionId === null) return this.#t('held.none')
    return known ? `${sessionId.slice(0, 6)}…` : this.#t('held.unknown')
  }

  #crowd({ users, store, outcome = 'done', heapGrowthMb, newSessions }: WantedCrowd): string {
    const sessions = this.#bounds(newSessions, ({ atLeast, atMost }) =>
      atLeast === undefined ? this.#t('crowd.sessionsAtMost', { sessions: atMost }) : this.#t('crowd.sessionsAtLeast', { sessions: atLeast }),
    )
    return [
      this.#t(`crowd.${outcome}`, { users: this.#number(users) }),
      ...(store === undefined ? [] : [this.#t('crowd.store', { store: this.#names.store(store) })]),
      ...this.#bounds(heapGrowthMb, ({ atLeast, atMost }) =>
        atLeast === undefined ? this.#t('crowd.heapAtMost', { mb: atMost }) : this.#t('crowd.heapAtLeast', { mb: atLeast }),
      ),
      ...(heapGrowthMb ? sessions.map((more) => this.#t('crowd.and', { more })) : sessions),
    ].join(' ')
  }

  /** Each bound in words of its own, the lower one first. */
  #bounds(bounds: Bounds | undefined, word: (bound: { readonly atLeast?: string; readonly atMost?: string }) => string): string[] {
    return [
      ...(bounds?.atLeast === undefined ? [] : [word({ atLeast: this.#number(bounds.atLeast) })]),
      ...(bounds?.atMost === undefined ? [] : [word({ atMost: this.#number(bounds.atMost) })]),
    ]
  }

  #fact(fact: FactReference): string {
    if (fact.of === 'sandbox') return this.#t(`fact.${fact.name}`)
    if (fact.of === 'faults') return fact.setting === null ? this.#t(`fault.${fact.fault}`) : `${this.#t(`fault.${fact.fault}`)}, ${fact.setting}`
    return fact.of === 'options' ? fact.name : this.#t(`browserFact.${fact.name}`, { who: this.#who(fact.browser) })
  }

  #wanted(fact: FactReference, wanted: Comparator): string {
    if (typeof wanted !== 'object' || wanted === null) return this.#value(fact, wanted)
    return this.#bounds(wanted, ({ atLeast, atMost }) =>
      atLeast === undefined ? this.#t('value.atMost', { value: atMost }) : this.#t('value.atLeast', { value: atLeast }),
    ).join(', ')
  }

  #value(fact: FactReference, value: Fact): string {
    if (value === null) return this.#t('value.nothing')
    if (typeof value === 'boolean') return this.#t(value ? 'value.yes' : 'value.no')
    if (typeof value === 'number') return this.#number(value)
    return fact.of === 'sandbox' ? this.#named(fact.name, value) : value
  }

  /** Values that have a name on the page. */
  #named(fact: keyof FactValues, value: string): string {
    if (fact === 'store.active') return this.#names.store(value)
    if (fact === 'server.shop') return this.#names.shop(value)
    if (fact === 'server.phase') return this.#t(`value.phase.${value as FactValues['server.phase']}`)
    if (fact === 'balancer.rule') return this.#t(`value.balancer.${value as FactValues['balancer.rule']}`)
    return fact === 'mongo.phase' ? this.#t(`value.mongo.${value as FactValues['mongo.phase']}`) : value
  }

  /** The name of whoever sent a request; a virtual browser is called by its id's own part. */
  #who(actor: string): string {
    if (actor === 'you' || actor === 'other') return this.#t(`who.${actor}`)
    if (actor.startsWith('visitor:')) return this.#t('who.visitor')
    const name = actor.replace(/^browser:/, '')
    return name.charAt(0).toUpperCase() + name.slice(1)
  }

  /** Whole, or with one digit behind the point. */
  #number(value: number): string {
    const rounded = Math.round(value * 10) / 10
    return formatNumber(this.#language, rounded, Number.isInteger(rounded) ? 0 : 1)
  }
}
