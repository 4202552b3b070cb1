/**
 * A request as a chain: the seven questions of express-session in the order in which it came to them, and between them what the shop did. What was not asked has
 * its place all the same, and says why.
 */
import type { Decision, DecisionKind, SaveDecision } from '../../../../server/protocol/decisions.js'
import type { RequestRecord, StoreOperation } from '../../../../server/protocol/requests.js'

/**
 * Why express-session did not ask a question.
 * - `unserved`: it never got the request; `cut-off`: the server died, and what was decided went with it;
 * - `outside`: the request is not the middleware's; `no-cookie`, `ignored`: nothing to verify, nothing to look up;
 * - `saved`, `no-session`: nothing to touch; `ended`: the request ended before.
 */
export type NotAsked = 'unserved' | 'cut-off' | 'outside' | 'no-cookie' | 'ignored' | 'saved' | 'no-session' | 'ended'

/** What the shop did to the session. `unreached`: its code never ran; `without`: there was no session. */
export type Deed = 'changed' | 'regenerated' | 'destroyed' | 'unset' | 'threw' | 'nothing' | 'unreached' | 'without' | 'not-recorded'

export type ChainLink =
  | {
      readonly kind: 'decision'
      readonly key: string
      readonly decision: Decision /** The call of the store that it led to. */
      readonly operation: StoreOperation | null
    }
  | { readonly kind: 'not-asked'; readonly key: string; readonly question: DecisionKind; readonly why: NotAsked }
  | { readonly kind: 'shop'; readonly key: string; readonly deeds: readonly Deed[] }

const BEFORE_SHOP: readonly DecisionKind[] = ['path', 'cookie', 'signature', 'store']
const AFTER_SHOP: readonly DecisionKind[] = ['save', 'touch', 'setCookie']

export function chainOf(request: RequestRecord): readonly ChainLink[] {
  const { decisions } = request
  const operations = [...request.operations]
  const link = (decision: Decision, index: number): ChainLink => ({
    kind: 'decision',
    key: `${decision.kind} ${index}`,
    decision,
    operation: takeOperation(decision, operations),
  })
  const open = (question: DecisionKind): ChainLink => ({ kind: 'not-asked', key: question, question, why: whyNotAsked(question, request) })
  const isAsked = (question: DecisionKind) => decisions.some(({ kind }) => kind === question)
  const isBefore = ({ kind }: Decision) => BEFORE_SHOP.includes(kind)
  const loading = BEFORE_SHOP.map((question) => {
    const index = decisions.findIndex(({ kind }) => kind === question)
    const decision = decisions[index]
    return decision === undefined ? open(question) : link(decision, index)
  })
  const ending = decisions.flatMap((decision, index) => (isBefore(decision) ? [] : [link(decision, index)]))
  const unasked = AFTER_SHOP.filter((question) => !isAsked(question))
  return [...loading, { kind: 'shop', key: 'shop', deeds: deedsOf(request) }, ...withUnasked(ending, unasked.map(open))]
}

/** Each at its usual place, before what comes after it as a rule: headers that left early come first. */
function withUnasked(ending: readonly ChainLink[], unasked: readonly ChainLink[]): readonly ChainLink[] {
  const all = [...ending]
  for (const link of unasked) {
    const place = orderOf(link)
    const previous = all.findLastIndex((other) => orderOf(other) === place - 1)
    all.splice(place === 0 ? 0 : previous === -1 ? all.length : previous + 1, 0, link)
  }
  return all
}

function orderOf(link: ChainLink): number {
  const question = questionOf(link)
  return question === null ? -1 : AFTER_SHOP.indexOf(question)
}

export function questionOf(link: ChainLink): DecisionKind | null {
  return link.kind === 'decision' ? link.decision.kind : link.kind === 'not-asked' ? link.question : null
}

/** The first call of the store that is not spoken for yet. */
function takeOperation(decision: Decision, operations: StoreOperation[]): StoreOperation | null {
  const name = operationOf(decision)
  const index = operations.findIndex((operation) => operation.name === name)
  return index === -1 ? null : (operations.splice(index, 1)[0] ?? null)
}

function operationOf({ kind, yes, reason }: Decision): StoreOperation['name'] | null {
  if (kind === 'store') return 'get'
  if (kind === 'touch') return yes ? 'touch' : null
  if (kind !== 'save') return null
  return yes ? 'set' : reason === 'destroyed' || reason === 'unset-destroyed' ? 'destroy' : null
}

function whyNotAsked(question: DecisionKind, { decisions, outcome }: RequestRecord): NotAsked {
  if (decisions.length === 0) return outcome === 'cut-off' ? 'cut-off' : 'unserved'
  const answered = (kind: DecisionKind, yes: boolean) => decisions.some((decision) => decision.kind === kind && decision.yes === yes)
  if (answered('path', false)) return 'outside'
  if (answered('cookie', false) && (question === 'signature' || question === 'store')) return 'no-cookie'
  if (answered('signature', false) && question === 'store') return 'ignored'
  if (question !== 'touch') return 'ended'
  const save = lastSave(decisions)
  if (save === undefined || save.reason === 'asked') return 'ended'
  return save.yes ? 'saved' : 'no-session'
}

export function lastSave(decisions: readonly Decision[]): SaveDecision | undefined {
  return decisions.findLast((decision): decision is SaveDecision => decision.kind === 'save')
}

function deedsOf(request: RequestRecord): readonly Deed[] {
  const { decisions, before, after } = request
  const threw: readonly Deed[] = request.mistake === undefined ? [] : ['threw']
  if (decisions.length === 0)
    return threw.length > 0 ? threw : [request.outcome === 'cut-off' ? 'not-recorded' : request.instance === null ? 'unreached' : 'without']
  if (decisions.some(({ kind, yes }) => kind === 'path' && !yes)) return [...threw, 'without']
  if (decisions.some(({ kind, reason }) => kind === 'store' && reason === 'failed')) return [...threw, 'unreached']
  const save = lastSave(decisions)
  const deeds: Deed[] = [...threw]
  if (save?.isRegenerated) deeds.push('regenerated')
  if (save?.reason === 'destroyed') return [...deeds, 'destroyed']
  if (save?.reason === 'unset' || save?.reason === 'unset-destroyed') return [...deeds, 'unset']
  if (save === undefined && before === null && after === null) return [...deeds, 'not-recorded']
  const isChanged = save === undefined ? JSON.stringify(before ?? {}) !== JSON.stringify(after ?? {}) : decisions.some(hasChanged)
  return isChanged ? [...deeds, 'changed'] : deeds.length > 0 ? deeds : ['nothing']
}

/** By what decided, which holds also where the data themselves are not kept. */
function hasChanged(decision: Decision): boolean {
  if (decision.kind !== 'save') return false
  const { set, changed, removed } = decision.keys
  return set.length + changed.length + removed.length > 0 || (decision.isModified && !decision.isRegenerated)
}
