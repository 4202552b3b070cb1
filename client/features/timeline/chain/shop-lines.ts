/**
 * Which lines of the shop's own code did it: found in its source as it stands, by the route that answers, and by what it does to `req.session`. The source comes
 * with the page, so that it is that of any shop that has run, not only of the one that runs now.
 */
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import type { OptionChange } from '../../../../server/protocol/what-if.js'
import type { Deed } from './chain-links.js'

export interface CodeLine {
  /** From the project's folder on. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly text: string
}

const FOLDER = 'server/lesson-server/shop'
const SOURCES = import.meta.glob<string>('../../../../server/lesson-server/shop/{app,variants/*}.ts', { query: '?raw', import: 'default' })

/** The files in which a shop answers; none of a shop that this page does not know. */
async function sourcesOf(shop: string): Promise<readonly { readonly file: string; readonly source: string }[]> {
  const names = shop === 'standard' ? ['app'] : [`variants/${shop}`, 'app']
  const sources = await Promise.all(
    names.map(async (name) => ({ file: `${FOLDER}/${name}.ts`, source: await SOURCES[`../../../../${FOLDER}/${name}.ts`]?.() })),
  )
  return sources.flatMap(({ file, source }) => (source === undefined ? [] : [{ file, source }]))
}

/**
 * @param deeds what the shop did to the session
 * @returns the lines that did it, or that threw, and those that asked for a save; where none of them names it, the first line of the route; none: the shop did
 *   nothing, or it is not known which one it was
 */
export async function linesOfRequest(request: RequestRecord, deeds: readonly Deed[]): Promise<readonly CodeLine[]> {
  if (request.mistake?.place) return lineAt(request.mistake.place)
  const saves = request.decisions.filter((decision) => decision.kind === 'save')
  const keys = new Set(saves.flatMap(({ keys: { set, changed, removed } }) => [...set, ...changed, ...removed]))
  const patterns = [
    ...deeds.flatMap((deed) => PATTERNS[deed] ?? []),
    ...(deeds.includes('changed') ? [...keys].map(assignmentOf) : []),
    ...(saves.some(({ reason }) => reason === 'asked') ? [/\breq\.session\.save\(/] : []),
  ]
  return await linesOf(request, patterns)
}

/** The line of `app.ts` at which `session({…})` gets the store, or the options: what a variant brings of its own comes before or behind it. */
export async function lineOfOption(option: OptionChange['option']): Promise<readonly CodeLine[]> {
  const file = `${FOLDER}/app.ts`
  const lines = (await SOURCES[`../../../../${file}`]?.())?.split('\n') ?? []
  const index = lines.findIndex((text) => (option === 'touch' ? /^ +store,/ : /^ +\.\.\.options,/).test(text))
  return index === -1 ? [] : [{ file, line: index + 1, text: lines[index]?.trim() ?? '' }]
}

const PATTERNS: Readonly<Partial<Record<Deed, RegExp>>> = {
  regenerated: /\breq\.session\.regenerate\(/,
  destroyed: /\breq\.session\.destroy\(/,
  unset: /\bdelete req\.session(?!\.)|\breq\.session = /,
}

/** A line that gives the key a value, or takes it away. */
function assignmentOf(key: string): RegExp {
  const name = key.replace(/\W/g, '\\$&')
  const place = `req\\.session\\.${name}\\b(?:\\[[^\\]]*\\]|\\.\\w+)*`
  return new RegExp(`\\bdelete ${place}|\\b${place}\\s*(?:[-+*/]|\\?\\?|\\|\\||&&)?=(?![=>])|\\b${place}\\.(?:push|splice)\\(`)
}

async function linesOf({ shop, method, path }: RequestRecord, patterns: readonly RegExp[]): Promise<readonly CodeLine[]> {
  if (shop === undefined || patterns.length === 0) return []
  const routes = handlersOf(await sourcesOf(shop), method, path.split('?', 1)[0] ?? '')
  const lines = routes.flatMap(({ lines }) => lines.filter(({ text }) => patterns.some((pattern) => pattern.test(text))))
  const [route] = routes.filter(({ isRoute }) => isRoute)
  return lines.length > 0 ? lines : (route?.lines.slice(0, 1) ?? [])
}

interface Handler {
  /** It answers at this very path; else it looks at all that come by. */
  readonly isRoute: boolean
  readonly lines: readonly CodeLine[]
}

/** `app.get('/', …` or `app.use(…`, up to where it is closed at the same depth. */
const BEGINNING = /^( +)app\.(get|post|use|all)\((?:'([^']*)')?/

/** What runs for a request, in its order: once a route answers without passing on, what is behind it does not. */
export function handlersOf(sources: readonly { readonly file: string; readonly source: string }[], method: string, path: string): readonly Handler[] {
  const handlers: Handler[] = []
  for (const { file, source } of sources) {
    const all = source.split('\n')
    for (const [index, first] of all.entries()) {
      const [, indent = '', verb = '', at] = BEGINNING.exec(first) ?? []
      if (verb === '' || !isFor(verb, at, method, path)) continue
      const end = all.findIndex((text, place) => place > index && text.startsWith(indent) && /^[)}\]]/.test(text.slice(indent.length)))
      const isOneLine = /\)$/.test(first.replace(/ *\/\/.*$/, ''))
      const block = all.slice(index, (isOneLine || end === -1 ? index : end) + 1)
      const lines = block.map((text, place) => ({ file, line: index + place + 1, text: text.trim() }))
      const isRoute = at !== undefined && verb !== 'use'
      handlers.push({ isRoute, lines })
      if (isRoute && !block.some((text) => /\bnext\(\)/.test(text))) return handlers
    }
  }
  return handlers
}

function isFor(verb: string, at: string | undefined, method: string, path: string): boolean {
  if (verb === 'use') return at === undefined || path === at || path.startsWith(`${at}/`)
  return at === path && (verb === 'all' || verb === method.toLowerCase() || (verb === 'get' && method === 'HEAD'))
}

async function lineAt({ file, line }: { readonly file: string; readonly line: number }): Promise<readonly CodeLine[]> {
  const source = await SOURCES[`../../../../${file}`]?.()
  return [{ file, line, text: source?.split('\n')[line - 1]?.trim() ?? '' }]
}
