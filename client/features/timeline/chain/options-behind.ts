/** The options that express-session asked for a decision, as they were then, and what they might have been. */
import type { Decision, SetCookieDecision } from '../../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import type { OptionChange } from '../../../../server/protocol/what-if.js'
import type { Section } from './readme.js'

export interface OptionBehind {
  readonly section: Section
  /** As it stands in code; null: there is no value to tell. */
  readonly value: string | null
  /** The other value; left out: nothing can be computed of another one. */
  readonly change?: OptionChange
}

/** In the order in which they were asked. */
export function optionsBehind(decision: Decision, request: RequestRecord): readonly OptionBehind[] {
  switch (decision.kind) {
    case 'path': {
      const change: OptionChange = { option: 'path', to: '/' }
      return [{ section: 'cookie.path', value: null, ...(decision.reason === 'outside' && { change }) }]
    }
    case 'cookie':
      return [{ section: 'name', value: quoted(decision.name) }]
    case 'signature':
      return [{ section: 'secret', value: null }]
    case 'store':
      return [{ section: 'store.get(sid, callback)', value: null }]
    case 'save':
      switch (decision.reason) {
        case 'asked':
        case 'saved-already':
          return [{ section: 'Session.save(callback)', value: null }]
        case 'destroyed':
          return [{ section: 'Session.destroy(callback)', value: null }, unsetOf(request)]
        case 'unset':
        case 'unset-destroyed':
        case 'not-loaded':
          return [unsetOf(request)]
        default:
          return [decision.isNew ? switched('saveUninitialized', decision.saveUninitialized) : switched('resave', decision.resave)]
      }
    case 'touch': {
      const change: OptionChange = { option: 'touch', to: !decision.canTouch }
      return [{ section: 'store.touch(sid, session, callback)', value: null, change }]
    }
    case 'setCookie':
      return optionsOfCookie(decision, request)
  }
}

function optionsOfCookie(decision: SetCookieDecision, { options }: RequestRecord): readonly OptionBehind[] {
  if (decision.reason === 'no-session' || decision.reason === 'bogus-id') return []
  const secure: readonly OptionBehind[] =
    decision.reason === 'not-secured'
      ? [{ section: 'cookie.secure', value: quoted(options.secure), change: { option: 'secure', to: false, since: 'request' } }]
      : []
  if (decision.isNew) return [...secure, switched('saveUninitialized', decision.saveUninitialized)]
  // An expiry is asked for only where rolling is off, and the session changed.
  if (decision.rolling || !decision.isModified) return [...secure, switched('rolling', decision.rolling)]
  const change: OptionChange = { option: 'maxAge', to: options.maxAgeMs === null, since: 'session' }
  const maxAge = options.maxAgeMs === null ? null : String(options.maxAgeMs)
  return [...secure, switched('rolling', decision.rolling), { section: 'cookie.maxAge', value: maxAge, change }]
}

function unsetOf({ options }: RequestRecord): OptionBehind {
  return { section: 'unset', value: quoted(options.unset), change: { option: 'unset', to: options.unset === 'keep' ? 'destroy' : 'keep' } }
}

function switched(option: 'resave' | 'saveUninitialized' | 'rolling', value: boolean): OptionBehind {
  return { section: option, value: String(value), change: { option, to: !value } }
}

function quoted(value: string | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
