import { useTranslation } from 'react-i18next'
import type { Problem } from '../../server/protocol/problem.js'

/** Params whose values are words of the protocol ("mongo:download"), and have words of their own in `whats`, `states` and `reasons`. */
const WORDED_PARAMS = ['what', 'state', 'reason'] as const
/** What only the page itself can tell; it stands as the state of a `server-away`. */
const PAGE_PROBLEMS = ['no-connection', 'part-missing'] as const

/**
 * Words for a problem in the reader's language, by its code and params. Where we have none, or a param is missing,
 * it is the server's own English sentence.
 */
export function useProblemWords(): (problem: Problem) => string {
  const { i18n } = useTranslation('problems')
  const lookUp = (key: string, namespace = 'problems'): string | null => {
    const found: unknown = i18n.getResource(i18n.language, namespace, key)
    return typeof found === 'string' ? found : null
  }
  return ({ code, message, params: given }) => {
    const template = lookUp(PAGE_PROBLEMS.find((each) => each === given.state) ?? code)
    if (template === null) return message
    const params: Record<string, string | number> = { ...given }
    for (const name of WORDED_PARAMS) {
      const words = lookUp(`${name}s.${params[name]}`)
      if (words !== null) params[name] = words
    }
    // A reason with a code: one of the problem's own, or what a MongoDB was found to be.
    const why = given.why === undefined ? null : (lookUp(`whys.${given.why}`) ?? lookUp(`source.codes.${given.why}`, 'shell'))
    if (why !== null) params.reason = filledIn(why, given) ?? params.reason ?? ''
    return filledIn(template, params) ?? message
  }
}

/** null: a param is missing. */
function filledIn(template: string, params: Problem['params']): string | null {
  let complete = true
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!(name in params)) complete = false
    return String(params[name])
  })
  return complete ? text : null
}
