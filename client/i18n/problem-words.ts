import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../server/protocol/problem.js'
import type { Why } from '../../server/protocol/why.js'

type Params = Problem['params']
type LookUp = (key: string, namespace?: 'problems' | 'shell') => string | null

/** Params whose values are words of the protocol ("mongo:download"), and have words of their own in `whats`, `states`, `reasons`, … */
const WORDED_PARAMS = ['what', 'state', 'reason', 'program', 'how'] as const
/** What only the page itself can tell; it stands as the state of a `server-away`. Its words are here also where nothing can be fetched any more. */
const PAGE_PROBLEMS = ['no-connection', 'part-missing'] as const

/**
 * Words for a problem in the reader's language, by its code and params. Where we have none, or a param is missing,
 * it is the server's own English sentence.
 */
export function useProblemWords(): (problem: Problem) => string {
  const lookUp = useLookUp()
  return (problem) => problemWords(problem, lookUp)
}

/** Words for why something is down or failed, by its code and params; where we have none, or a param is missing, the server's own English sentence. */
export function useWhyWords(): (why: Why) => string {
  const lookUp = useLookUp()
  return (why) => whyWords(why.code, why.params, lookUp) ?? problemWords(why, lookUp)
}

function useLookUp(): LookUp {
  const { i18n } = useTranslation()
  // The words come when the page is there already (main.tsx): until then, the server's own sentence stands for them.
  useSyncExternalStore(
    (listener) => {
      i18n.store.on('added', listener)
      return () => i18n.store.off('added', listener)
    },
    () => i18n.hasResourceBundle(i18n.language, 'problems'),
  )
  return (key, namespace = 'problems') => {
    const found: unknown = i18n.getResource(i18n.language, namespace, key)
    return typeof found === 'string' ? found : null
  }
}

function problemWords({ code, message, params: given }: Why, lookUp: LookUp): string {
  const ofPage = PAGE_PROBLEMS.find((each) => each === given.state)
  const template = ofPage === undefined ? lookUp(code) : lookUp(`pageProblems.${ofPage}`, 'shell')
  if (template === null) return message
  const why = given.why === undefined ? null : whyWords(String(given.why), given, lookUp)
  return filledIn(template, why === null ? worded(given, lookUp) : { ...worded(given, lookUp), reason: why }) ?? message
}

/** A reason with a code: one of its own, or what a MongoDB was found to be. null: there are no words, or a param is missing. */
function whyWords(code: string, params: Params, lookUp: LookUp): string | null {
  const template = lookUp(`whys.${code}`) ?? lookUp(`sources.${code}`)
  // A reason may have one of its own in it: the store failed, since it did not answer.
  const { why: innerCode, ...others } = params
  const inner = innerCode === undefined || innerCode === code ? null : whyWords(String(innerCode), others, lookUp)
  return template === null ? null : filledIn(template, inner === null ? worded(params, lookUp) : { ...worded(params, lookUp), reason: inner })
}

/** The params, with words for those that have some; what these name is one of the params. */
function worded(given: Params, lookUp: LookUp): Params {
  const params: Record<string, string | number> = { ...given }
  for (const name of WORDED_PARAMS) {
    const template = lookUp(`${name}s.${given[name]}`)
    const words = template && filledIn(template, given)
    if (words) params[name] = words
  }
  return params
}

/** null: a param is missing. */
function filledIn(template: string, params: Params): string | null {
  let complete = true
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!(name in params)) complete = false
    return String(params[name])
  })
  return complete ? text : null
}
