/**
 * The filter as the address keeps it, behind the `?`: `?find=cart&method=POST&did=saved&did=no-set-cookie`. An address may come from anybody: what is not
 * known is passed over, and it can do nothing but hide rows.
 */
import { LIMITS } from '../../state/limits.js'
import { DEEDS, NO_FILTER, type RowFilter, STORE_CALLS, VERDICTS, type Who } from './row-filter.js'

/** The names that are ours; whatever else stands in the address stays as it is. */
const NAMES = ['who', 'crowd', 'method', 'path', 'cookie', 'did', 'call', 'only', 'find'] as const

/** A longer one is nobody's filter. */
const MOST_CHARACTERS = 4_000
const METHOD = /^[A-Z]{1,20}$/
const WHO = /^(?:you|server|other|visitor:\d{1,9}|browser:[\p{L}\p{N} ._-]{1,60})$/u

/** Reads the part of an address from the `?` on. Never throws. */
export function filterIn(search: string): RowFilter {
  if (search.length > MOST_CHARACTERS) return NO_FILTER
  const asked = new URLSearchParams(search)
  const who = asked.get('who') ?? ''
  const method = (asked.get('method') ?? '').toUpperCase()
  return {
    who: WHO.test(who) ? (who as Who) : NO_FILTER.who,
    crowd: asked.get('crowd') !== 'hidden',
    method: METHOD.test(method) ? method : null,
    path: typed(asked.get('path'), LIMITS.pathCharacters),
    verdict: VERDICTS.find((each) => each === asked.get('cookie')) ?? null,
    deeds: DEEDS.filter((each) => asked.getAll('did').includes(each)),
    calls: STORE_CALLS.filter((each) => asked.getAll('call').includes(each)),
    errors: asked.get('only') === 'errors',
    text: typed(asked.get('find'), LIMITS.searchLength),
  }
}

/** The part from the `?` on with this filter in place of what it had; empty: there is nothing to say. */
export function withFilter(search: string, filter: RowFilter): string {
  const address = new URLSearchParams(search)
  for (const name of NAMES) address.delete(name)
  const { who, crowd, method, path, verdict, deeds, calls, errors, text } = filter
  if (who !== NO_FILTER.who) address.set('who', who)
  if (!crowd) address.set('crowd', 'hidden')
  if (method !== null) address.set('method', method)
  if (path !== '') address.set('path', path)
  if (verdict !== null) address.set('cookie', verdict)
  for (const deed of deeds) address.append('did', deed)
  for (const call of calls) address.append('call', call)
  if (errors) address.set('only', 'errors')
  if (text !== '') address.set('find', text)
  const said = address.toString()
  return said === '' ? '' : `?${said}`
}

/** As a field takes it: no control characters, and not without end. */
function typed(text: string | null, most: number): string {
  return (text ?? '')
    .slice(0, most)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
}
