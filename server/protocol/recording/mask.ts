/** Takes out of a recording what is nobody else's business, and leaves it of the same form everywhere, so that what belongs together still does. */
import type { LogEvent } from '../events.js'
import type { Snapshot } from '../state.js'
import { isRecord } from './check.js'
import { type Visit, walkerOf } from './leaves.js'
import type { Mask } from './masks.js'
import { OWN, withoutCited } from './own-words.js'
import { Renaming } from './renaming.js'
import { SHAPES } from './shapes.js'

const walkState = walkerOf('Snapshot', SHAPES)
const walkEvent = walkerOf('LogEvent', SHAPES)

/**
 * Masks states and events of one launch: an ID is replaced by the same one in all of them. All that is to be masked has to be looked at (`learn`) before
 * the first of it is masked, since sentences hold what is only known from elsewhere.
 */
export class Masking {
  readonly #names = new Renaming()
  /** Sentences teach nothing: what is to be taken out of them stands elsewhere too. */
  #isLearning = false
  readonly #visit: Visit = (text, mask, key) => this.#masked(text, mask, key)

  learn(of: Snapshot | LogEvent): void {
    this.#isLearning = true
    if ('kind' in of) walkEvent(of, this.#visit)
    else walkState(of, this.#visit)
    this.#isLearning = false
  }

  state(state: Snapshot): Snapshot {
    return walkState(state, this.#visit) as Snapshot
  }

  event(event: LogEvent): LogEvent {
    return walkEvent(event, this.#visit) as LogEvent
  }

  #masked(value: unknown, mask: Mask, key: string): unknown {
    if (mask === 'document') return this.#document(value, key)
    if (typeof value !== 'string' || value === '') return value
    return this.#text(value, mask, key)
  }

  #text(text: string, mask: Exclude<Mask, 'document'>, key: string): string {
    switch (mask) {
      case 'kept':
        return this.#names.inText(text)
      case 'said':
        return this.#sentence(text)
      case 'session':
      case 'signature':
        return this.#names.anywhere(text)
      case 'cookie':
        return this.#cookie(text)
      case 'line':
        return this.#line(text)
      case 'browser':
        return this.#browser(text)
      case 'typed':
        return this.#typed(text)
      case 'path':
        return this.#path(text)
      case 'host':
        return this.#host(text)
      case 'form':
        return this.#form(text)
      case 'agent':
        return this.#agent(text)
      case 'folder':
        return this.#folder(text)
      case 'param':
        return this.#param(text, key)
    }
  }

  #sentence(text: string): string {
    if (this.#isLearning) return text
    return withoutHomes(this.#names.inSentence(withoutCited(text, '***')), (name) => this.#names.of(name))
  }

  #typed(text: string): string {
    if (OWN.words.has(text) || OWN.keys.has(text)) return text
    const plain = /^(.*?)(-\d+)?$/.exec(text)?.[1] ?? text
    return OWN.words.has(plain) ? text : this.#names.asWord(text)
  }

  /** An ID, or, in a trace, the name that somebody gave it. */
  #browser(text: string): string {
    if (/^(?:you|visitor:\d+|other|crowd)$/.test(text)) return text
    const kind = 'browser:'
    return text.startsWith(kind) ? kind + this.#typed(text.slice(kind.length)) : this.#typed(text)
  }

  #cookie(text: string): string {
    const signed = /^(s(?::|%3A))([^.]*)\.(.*)$/i.exec(text)
    if (signed) return `${signed[1]}${this.#encoded(signed[2] ?? '')}.${this.#encoded(signed[3] ?? '')}`
    return text.length < 4 || text === '***' ? text : this.#encoded(text)
  }

  /** The same for what stands there as it is and as a header has it. */
  #encoded(text: string): string {
    if (text === '') return text
    const plain = decoded(text)
    const name = this.#names.anywhere(plain)
    if (plain === text) return name
    if (encodeURIComponent(plain) !== text) return this.#names.anywhere(text)
    this.#names.put(text, encodeURIComponent(name))
    return encodeURIComponent(name)
  }

  #line(text: string): string {
    const [pair = '', ...attributes] = text.split(';')
    const at = pair.indexOf('=')
    const first = at < 0 ? this.#typed(pair) : pair.slice(0, at + 1) + this.#cookie(pair.slice(at + 1))
    return [first, ...attributes.map((one) => this.#attribute(one))].join(';')
  }

  #attribute(text: string): string {
    const [, before = '', name = '', equals = '', value = ''] = /^(\s*)([^=]*)(=?)([\s\S]*)$/.exec(text) ?? []
    const kind = name.trim().toLowerCase()
    if (['expires', 'max-age', 'samesite', 'httponly', 'secure', 'partitioned', 'priority'].includes(kind)) return text
    if (kind === 'path') return before + name + equals + this.#path(value)
    if (kind === 'domain') return before + name + equals + this.#host(value)
    return before + this.#typed(name) + equals + this.#typed(value)
  }

  /** A path with its query, or a whole address. */
  #path(text: string): string {
    const [, origin = '', rest = ''] = /^([a-z]+:\/\/[^/?#]*)?([\s\S]*)$/i.exec(text) ?? []
    const path = rest.replaceAll(/[^/?&=#]+/g, (part) => {
      if (OWN.paths.has(part) || OWN.fields.has(part)) return part
      // A sentence may have it as the shop read it.
      const plain = decoded(part.replaceAll('+', ' '))
      if (plain !== part) this.#names.anywhere(plain)
      return this.#names.anywhere(part)
    })
    return (origin === '' ? '' : this.#host(origin)) + path
  }

  /** `application/x-www-form-urlencoded`. */
  #form(text: string): string {
    const fields = [...new URLSearchParams(text)].map(([name, value]) => [this.#fieldOfForm(name), OWN.paths.has(value) ? value : this.#typed(value)])
    return new URLSearchParams(fields).toString()
  }

  #fieldOfForm(name: string): string {
    return OWN.fields.has(name) ? name : this.#keyOfDocument(name)
  }

  /** Host names and addresses in whatever names one: what is this machine stays. */
  #host(text: string): string {
    return text.replaceAll(/\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f]*:[0-9a-f:]+|[^\s/:@,;?=&#[\]()]+/gi, (part) => {
      if (OWN.hosts.has(part) || /^127\.|^\d{1,5}$/.test(part)) return part
      return this.#names.asWord(part)
    })
  }

  #agent(text: string): string {
    const product = /^[\w.-]+/.exec(text)?.[0] ?? ''
    if (product === 'Mozilla') return browserProduct(text)
    return OWN.agents.has(product.toLowerCase()) ? product : this.#names.asWord(text)
  }

  #folder(text: string): string {
    const isPath = /[/\\]/.test(text)
    if (!isPath) return this.#names.inSentence(text)
    return text.length < 2 ? text : this.#names.anywhere(text)
  }

  #param(text: string, key: string): string {
    if (['path', 'folder', 'file'].includes(key)) return this.#folder(text)
    if (['place', 'host'].includes(key)) return this.#host(text)
    if (key === 'account') return this.#typed(text)
    return this.#sentence(text)
  }

  #document(value: unknown, key: string): unknown {
    if (typeof value === 'string') return this.#ofDocument(value, key)
    if (Array.isArray(value)) return value.map((one) => this.#document(one, key))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [this.#keyOfDocument(name), this.#document(one, name)]))
  }

  #keyOfDocument(key: string): string {
    return OWN.keys.has(key) || /^\d+$/.test(key) ? key : this.#typed(key)
  }

  #ofDocument(text: string, key: string): string {
    if (/^[[{"]/.test(text)) {
      const inside = json(text)
      if (typeof inside === 'object' && inside !== null) return JSON.stringify(this.#document(inside, key))
    }
    if (['_id', 'sid', 'session_id'].includes(key)) return this.#names.anywhere(text)
    if (DATE.test(text) || (/^-?[\d.]+$/.test(text) && OWN.keys.has(key) && !TYPED.includes(key))) return text
    return key === 'flash' ? this.#sentence(text) : this.#typed(text)
  }
}

/** The shop's keys whose digits may be what somebody typed; under the others it is a store that writes them. */
const TYPED: readonly string[] = ['name', 'user', 'id']

const DATE = /^\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?$/

/** The folder of a person's own names that person. */
function withoutHomes(text: string, rename: (name: string) => string): string {
  return text.replaceAll(/((?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\))([^/\\\s"'“”,;:]+)/g, (_all, before: string, name: string) => before + rename(name))
}

/** Of a browser's User-Agent, no more than which product it is. */
function browserProduct(text: string): string {
  const product = /(?:Firefox|Edg|OPR|Chrome|Version)\/\d+/.exec(text)?.[0]
  return product === undefined ? 'Mozilla/5.0' : `Mozilla/5.0 ${product}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
