import { useTranslation } from 'react-i18next'
import type { Problem } from '../../server/protocol/problem.js'

/** Params whose values are words of the protocol ("mongo:download"), and have words of their own in `whats` and `states`. */
const WORDED_PARAMS = ['what', 'state'] as const
/** What only the page itself can tell; it stands as the state of a `server-away`. */
const PAGE_PROBLEMS = ['no-connection', 'part-missing'] as const

/**
 * Words for a problem in the reader's language, by its code and params. Where we have none, or a param is missing,
 * it is the server's own English sentence.
 */
export function useProblemWords(): (problem: Problem) => string {
  const { i18n } = useTranslation('problems')
  const lookUp = (key: string): string | null => {
    const found: unknown = i18n.getResource(i18n.language, 'problems', key)
    return typeof found === 'string' ? found : null
  }
  return (problem) => {
    const template = lookUp(PAGE_PROBLEMS.find((each) => each === problem.params.state) ?? problem.code)
    if (template === null) return problem.message
    const params: Record<string, string | number> = { ...problem.params }
    for (const name of WORDED_PARAMS) {
      const words = lookUp(`${name}s.${params[name]}`)
      if (words !== null) params[name] = words
    }
    let complete = true
    const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      if (!(name in params)) complete = false
      return String(params[name])
    })
    return complete ? text : problem.message
  }
}
