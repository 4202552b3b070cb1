/** What the solution of a lesson does in the shop, as a trace that can be repeated. */
import type { LessonDefinition } from '../../curriculum/lesson-schema.js'
import { CATALOGUE } from '../../protocol/catalogue.js'
import type { ParsedCommand } from '../../protocol/commands.js'
import { FAULTS, type FaultId } from '../../protocol/faults.js'
import { LIMITS } from '../../protocol/limits.js'
import { TRACE_VERSION, type Trace, type TraceAct } from '../../protocol/trace.js'
import { optionsUnlike } from '../../protocol/trace-of.js'

/** Between two acts: about as long as "show me" takes. The page that a form leads to comes at once. */
const PAUSE_MS = 800

type Request = Pick<TraceAct, 'method' | 'path' | 'form'>

/**
 * The visits, log-ins, books and log-outs of all steps, one after the other. What the set-up changes, and what is configured before the first of them, is its
 * configuration.
 *
 * @returns null: it asks the shop for nothing. `leftOut`: how many acts are of another kind, such as a switch of the store
 */
export function traceOfLesson({ setup, steps }: LessonDefinition): { readonly trace: Trace; readonly leftOut: number } | null {
  const browsers: string[] = []
  const acts: TraceAct[] = []
  const books = new Map<string, number>()
  const forgetful = new Set<string>()
  let { store, shop, options } = setup
  let leftOut = 0

  const ask = (id: string, ...requests: readonly Request[]) => {
    const name = setup.browsers.find((each) => `browser:${each.toLowerCase()}` === id) ?? id.slice('browser:'.length)
    if (!browsers.includes(name)) browsers.push(name)
    for (const [index, request] of requests.entries())
      acts.push({
        browser: browsers.indexOf(name),
        ...request,
        pauseMs: acts.length === 0 || index > 0 ? 0 : PAUSE_MS,
        ...(index === 0 && forgetful.delete(id) && { forgets: true }),
      })
  }
  const home: Request = { method: 'GET', path: '/' }
  const post = (path: string, fields: Readonly<Record<string, string>>): Request => {
    const form = new URLSearchParams(fields).toString()
    return { method: 'POST', path, ...(form !== '' && { form }) }
  }
  const follow = (command: ParsedCommand) => {
    const isFirst = acts.length === 0
    if (command.type === 'browser:visit') ask(command.browser, { method: 'GET', path: command.path })
    else if (command.type === 'browser:log-in') ask(command.browser, post('/login', { name: nameOf(command.browser) }), home)
    else if (command.type === 'browser:log-out') ask(command.browser, post('/logout', {}), home)
    else if (command.type === 'browser:add-to-cart') ask(command.browser, post('/cart', { item: command.item ?? nextBook(command.browser) }), home)
    else if (command.type === 'browser:forget-cookies') forgetful.add(command.browser)
    else if (command.type === 'server:configure' && isFirst) options = { ...options, ...command.options }
    else if (command.type === 'server:shop' && isFirst) shop = command.shop
    else if (command.type === 'store:switch' && isFirst) store = command.to
    else leftOut += 1
  }
  const nameOf = (id: string) => setup.browsers.find((each) => `browser:${each.toLowerCase()}` === id) ?? 'Alice'
  const nextBook = (id: string) => {
    const count = books.get(id) ?? 0
    books.set(id, count + 1)
    return CATALOGUE[count % CATALOGUE.length]?.id ?? ''
  }

  for (const { solution } of steps) for (const act of solution) if ('type' in act) follow(act)
  if (acts.length === 0) return null
  const faults = Object.fromEntries(Object.entries(setup.faults).filter(([fault, settings]) => settings && FAULTS[fault as FaultId].place === 'wire'))
  const configuration = { store, shop, options: optionsUnlike(options), faults }
  return { trace: { version: TRACE_VERSION, configuration, browsers, acts: acts.slice(0, LIMITS.traceActs) }, leftOut }
}
