/** How checks speak: what was expected and what was seen, in each language. The only words of the curriculum that are not content. */
import type { Language, Localized } from '../protocol/lessons.js'
import type { RequestRecord } from '../protocol/requests.js'
import type { CrowdPattern, EventPattern, Moment, RequestPattern } from './check-schema.js'
import type { Fact } from './facts.js'

/** A sentence in each language, from one function of the language. */
export function inEach(word: (language: Language) => string): Localized {
  return { en: word('en'), 'pt-BR': word('pt-BR') }
}

type Pair = readonly [en: string, pt: string]
const pick = (language: Language, [en, pt]: Pair): string => (language === 'en' ? en : pt)

const COOKIE: Record<string, Pair> = {
  none: ['no cookie', 'nenhum cookie'],
  good: ['a valid cookie', 'um cookie válido'],
  unsigned: ['an unsigned cookie', 'um cookie sem assinatura'],
  'bad-signature': ['a cookie with a bad signature', 'um cookie com assinatura inválida'],
  malformed: ['a malformed cookie', 'um cookie malformado'],
}
const STORE: Record<string, Pair> = {
  hit: ['its session was found in the store', 'a session foi encontrada no store'],
  miss: ['its session was not in the store', 'a session não estava no store'],
  saved: ['the session was saved', 'a session foi salva'],
  touched: ['the session was touched', 'a session recebeu touch'],
  destroyed: ['the session was destroyed', 'a session foi destruída'],
  nothing: ['the store was not asked', 'o store não foi consultado'],
}
/** The same as something wanted of a request: Portuguese joins it as an attribute, where English has a clause. */
const WANTED_OF_STORE: Record<string, Pair> = {
  hit: ['its session was found in the store', 'com a session encontrada no store'],
  miss: ['its session was not in the store', 'sem session no store'],
  saved: ['the session was saved', 'com a session salva'],
  touched: ['the session was touched', 'com touch na session'],
  destroyed: ['the session was destroyed', 'com a session destruída'],
  nothing: ['the store was not asked', 'sem consulta ao store'],
}
const OUTCOME: Record<string, Pair> = {
  answered: ['it was answered', 'respondida'],
  failed: ['it failed', 'que falhou'],
  aborted: ['the browser gave up', 'que o navegador abandonou'],
  'cut-off': ['the server died during it', 'cortada pela morte do servidor'],
}
const EVENT: Record<EventPattern['kind'], Pair> = {
  started: ['the lesson server started', 'o servidor da lição iniciou'],
  death: ['the lesson server died', 'o servidor da lição morreu'],
  switched: ['the store was switched', 'o store foi trocado'],
  configured: ['the session options were changed', 'as opções da session foram alteradas'],
  cleared: ['all sessions were forgotten', 'todas as sessions foram esquecidas'],
  swept: ['the sweeper deleted an expired session, and nobody had asked for it', 'a faxina apagou uma session expirada sem que ninguém a tivesse procurado'],
}
const CAUSE: Record<string, Pair> = {
  'out-of-memory': ['of an exhausted heap', 'por falta de memória no heap'],
  killed: ['because it was killed', 'por um kill'],
  crashed: ['of an error', 'por causa de um erro'],
  watchdog: ['ended by the watchdog', 'encerrado pelo watchdog'],
}

/** The name of whoever sent a request; a virtual browser is called by its id's own part. */
export function whoWord(language: Language, actor: string): string {
  if (actor === 'you') return pick(language, ['you', 'você'])
  if (actor === 'other') return pick(language, ['another program', 'outro programa'])
  if (actor.startsWith('visitor:')) return pick(language, ['another browser', 'outro navegador'])
  const name = actor.replace(/^browser:/, '')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** What a pattern asks for, without "a request". */
export function requestWords(language: Language, pattern: RequestPattern): string {
  const parts: string[] = []
  if (pattern.method || pattern.path) parts.push([pattern.method, pattern.path].filter(Boolean).join(' '))
  if (pattern.who) parts.push(`${pick(language, ['by', 'de'])} ${whoWord(language, pattern.who)}`)
  if (pattern.cookie) {
    const kinds = [pattern.cookie].flat().map((kind) => pick(language, COOKIE[kind] ?? [kind, kind]))
    const all = `${pick(language, ['with', 'com'])} ${kinds.join(pick(language, [' or ', ' ou ']))}`
    parts.push([pattern.cookie].flat().join() === 'none' ? pick(language, ['with no cookie', 'sem cookie']) : all)
  }
  if (pattern.store) parts.push(pick(language, WANTED_OF_STORE[pattern.store] ?? [pattern.store, pattern.store]))
  if (pattern.setCookie !== undefined)
    parts.push(
      pick(
        language,
        pattern.setCookie ? ['answered with Set-Cookie', 'com Set-Cookie na resposta'] : ['answered without Set-Cookie', 'sem Set-Cookie na resposta'],
      ),
    )
  if (pattern.newSession !== undefined)
    parts.push(
      pick(
        language,
        pattern.newSession ? ['with a new session ID', 'com um session ID novo'] : ['with the session ID it had', 'com o mesmo session ID de antes'],
      ),
    )
  if (pattern.loggedIn !== undefined)
    parts.push(pick(language, pattern.loggedIn ? ['logged in', 'com usuário logado'] : ['not logged in', 'sem usuário logado']))
  if (pattern.cart !== undefined)
    parts.push(pick(language, [`with ${pattern.cart} in the cart`, `com ${pattern.cart} ${pattern.cart === 1 ? 'item' : 'itens'} no carrinho`]))
  if (pattern.status !== undefined) parts.push(`${pick(language, ['answered', 'com status'])} ${pattern.status}`)
  if (pattern.storeKind) parts.push(`${pick(language, ['on the store', 'com o store'])} ${valueWords(language, pattern.storeKind)}`)
  if (pattern.outcome) parts.push(pick(language, OUTCOME[pattern.outcome] ?? [pattern.outcome, pattern.outcome]))
  return parts.join(', ')
}

/** What one request was, as far as checks look. */
export function requestSeen(language: Language, request: RequestRecord, seen: { readonly store: keyof typeof STORE; readonly setCookie: boolean }): string {
  const who = whoWord(language, request.actor)
  const cookie = pick(language, COOKIE[request.cookieIn.kind] ?? ['', ''])
  const store = pick(language, STORE[seen.store] ?? ['', ''])
  const answer = pick(language, seen.setCookie ? ['and Set-Cookie went out', 'e saiu um Set-Cookie'] : ['and no Set-Cookie went out', 'e não saiu Set-Cookie'])
  return `${request.method} ${request.path} ${pick(language, ['by', 'de'])} ${who}: ${cookie}, ${store}, ${answer}`
}

export function eventWords(language: Language, pattern: EventPattern): string {
  const parts = [pick(language, EVENT[pattern.kind])]
  if (pattern.cause) parts.push(pick(language, CAUSE[pattern.cause] ?? ['', '']))
  if (pattern.to) parts.push(`${pick(language, ['to', 'para'])} ${valueWords(language, pattern.to)}`)
  if (pattern.carryOver !== undefined)
    parts.push(pick(language, pattern.carryOver ? ['with carry over', 'levando as sessions'] : ['without carry over', 'sem levar as sessions']))
  const options = Object.entries(pattern.options ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
  if (options.length > 0) parts.push(`(${options.join(', ')})`)
  return parts.join(' ')
}

export function momentWords(language: Language, moment: Moment): string {
  return 'request' in moment
    ? `${pick(language, ['a request', 'uma requisição'])} ${requestWords(language, moment.request)}`
    : eventWords(language, moment.event)
}

export function crowdWords(language: Language, pattern: CrowdPattern): string {
  const value = (of: Fact) => valueWords(language, of)
  const users = value(pattern.users)
  const parts = [pick(language, [`a whole crowd of at least ${users} users`, `uma multidão inteira, de pelo menos ${users} usuários`])]
  if (pattern.store) parts.push(`${pick(language, ['on', 'no'])} ${value(pattern.store)}`)
  const growth = pattern.heapGrowthMb
  if (growth?.atLeast !== undefined)
    parts.push(pick(language, [`that made the heap grow by ${growth.atLeast} MB or more`, `que fez o heap crescer ${growth.atLeast} MB ou mais`]))
  if (growth?.atMost !== undefined)
    parts.push(pick(language, [`that made the heap grow by ${growth.atMost} MB at most`, `que fez o heap crescer no máximo ${growth.atMost} MB`]))
  const sessions = pattern.newSessions
  const and = growth ? pick(language, ['and ', 'e ']) : ''
  if (sessions?.atLeast !== undefined)
    parts.push(and + pick(language, [`that left ${value(sessions.atLeast)} sessions or more`, `que deixou ${value(sessions.atLeast)} sessions ou mais`]))
  if (sessions?.atMost !== undefined)
    parts.push(and + pick(language, [`that left at most ${value(sessions.atMost)} sessions`, `que deixou no máximo ${value(sessions.atMost)} sessions`]))
  return parts.join(' ')
}

const FACT: Record<string, Pair> = {
  'store.active': ['the store', 'o store'],
  'store.sessions': ['sessions in the store', 'sessions no store'],
  'store.elsewhere': ['sessions left in another store', 'sessions que ficaram em outro store'],
  'store.ttlIndex': ['a TTL index on “expires”', 'um índice TTL em “expires”'],
  'store.up': ['the store answers', 'o store responde'],
  'server.boot': ['lives of the lesson server', 'vidas do servidor da lição'],
  'server.phase': ['the lesson server', 'o servidor da lição'],
  'server.shop': ['which shop runs', 'qual loja roda'],
  'server.heapLimitMb': ['heap limit in MB', 'limite do heap em MB'],
  'memory.heapUsedMb': ['heap used in MB', 'heap usado em MB'],
  'mongo.phase': ['MongoDB', 'MongoDB'],
  'crowd.running': ['a crowd under way', 'uma multidão em andamento'],
  'crowd.expiredForSeconds': ['seconds since the last of the crowd’s sessions expired', 'segundos desde que a última session da multidão expirou'],
}

export function factWords(language: Language, name: string): string {
  const known = FACT[name]
  if (known) return pick(language, known)
  const [owner = '', what = ''] = name.split(/\.(?=[^.]+$)/)
  if (owner === 'options') return what
  const words: Record<string, Pair> = {
    hasCookie: ['has a cookie', 'tem cookie'],
    known: ['is known to the store', 'é conhecido pelo store'],
    loggedIn: ['is logged in', 'está logado'],
    cart: ['items in the cart', 'itens no carrinho'],
    pageCart: ['sees in the cart', 'vê no carrinho'],
  }
  return `${whoWord(language, owner)} ${pick(language, words[what] ?? [what, what])}`
}

/** Values that have a name on the page. */
const VALUE: Record<string, Pair> = {
  memory: ['Memory', 'Memory'],
  mongodb: ['MongoDB', 'MongoDB'],
  starting: ['starting', 'iniciando'],
  running: ['running', 'rodando'],
  stopping: ['stopping', 'parando'],
  died: ['died', 'morreu'],
}

export function valueWords(language: Language, value: Fact | undefined): string {
  if (value === undefined || value === null) return pick(language, ['nothing yet', 'nada ainda'])
  if (typeof value === 'boolean') return pick(language, value ? ['yes', 'sim'] : ['no', 'não'])
  if (typeof value === 'number') return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
  const named = VALUE[value]
  return named ? pick(language, named) : value
}

export const words = pick
