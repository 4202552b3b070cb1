import { CATALOGUE } from '../../../server/protocol/catalogue.js'
import { type Trace, type TraceAct, withoutActs } from '../../../server/protocol/trace.js'
import { maskPath } from '../../state/exports/masked.js'

/** Who logs in where nobody's own name is to travel. */
const GUEST = 'Guest'

export interface PublicTrace {
  readonly trace: Trace
  /** Acts that cannot travel, since they put something of somebody's own into the cart. */
  readonly dropped: number
}

/**
 * What may leave with a link: which page of the shop was asked for, and which book was taken. What people typed into forms and addresses stays here; a virtual
 * browser goes by the name that everybody sees.
 */
export function publicTrace(trace: Trace): PublicTrace {
  const given = trace.acts.map((act) => publicAct(act, trace.browsers[act.browser] ?? GUEST))
  const acts = withoutActs(
    trace.acts.map((act, place) => given[place] ?? act),
    (place) => given[place] === null,
  )
  return { trace: { ...trace, acts }, dropped: given.length - acts.length }
}

function publicAct({ path, form, ...act }: TraceAct, name: string): TraceAct | null {
  const pathname = maskPath(path.split('?')[0] ?? '/')
  if (act.method !== 'POST' || form === undefined) return { ...act, path: pathname }
  const fields = new URLSearchParams(form)
  if (pathname === '/login') {
    const remembered = fields.get('remember') === 'on' ? { remember: 'on' } : {}
    return { ...act, path: pathname, form: new URLSearchParams({ name: isVirtual(name) ? name : GUEST, ...remembered }).toString() }
  }
  if (pathname !== '/cart') return { ...act, path: pathname }
  const book = CATALOGUE.find(({ id }) => id === fields.get('item'))
  return book === undefined ? null : { ...act, path: pathname, form: new URLSearchParams({ item: book.id }).toString() }
}

/** A trace calls real browsers by their ids. */
function isVirtual(name: string): boolean {
  return name !== 'you' && !name.startsWith('visitor:')
}
