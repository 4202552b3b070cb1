/** A report about what the shop did, as Markdown: for an issue, or for whoever is asked for help. What machines say stands in it as they say it. */
import type { Versions } from '../../../server/protocol/command-results.js'
import type { Decision } from '../../../server/protocol/decisions.js'
import { type FaultsInForce, inForce } from '../../../server/protocol/faults.js'
import type { Language } from '../../../server/protocol/language.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { optionsInCode, type SessionOptions } from '../../../server/protocol/session-options.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { cookieSent } from '../../state/exports/cookie-sent.js'
import { maskRequest, maskSignatures } from '../../state/exports/masked.js'
import { code, codeCell, fenced, plain } from './markdown.js'
import { actWords, browserWords, pauseWords, type ShowWords } from './trace-words.js'

export interface BugReportInput {
  readonly language: Language
  readonly t: ShowWords
  /** What the reader wrote; empty: it is left to be filled in. */
  readonly expected: string
  readonly seen: string
  /** Where it parted from what was expected; null: no request was chosen. */
  readonly request: RequestRecord | null
  /** What was done until then; null: nothing that can be told. */
  readonly trace: Trace | null
  readonly rows: readonly TimelineRow[]
  readonly faults: FaultsInForce
  readonly configuration: {
    readonly store: string
    readonly shop: string
    readonly options: SessionOptions
    readonly servers: number
    readonly secrets: number
  }
  /** null: the sandbox did not tell. */
  readonly versions: Versions | null
}

export function bugReport(input: BugReportInput): string {
  const { t, expected, seen, request, trace, rows, versions } = input
  const problem = lastProblem(rows)
  const sections: readonly (readonly [title: string, body: string])[] = [
    [t('report.expected'), expected.trim() === '' ? `_${t('report.fillIn')}_` : expected.trim()],
    [t('report.seen'), seen.trim() === '' ? `_${t('report.fillIn')}_` : seen.trim()],
    [t('report.done'), trace === null ? t('report.nothing') : doneText(trace, input)],
    ...(request === null ? [] : [[t('report.where'), requestText(request, t)] as const]),
    ...(problem === null ? [] : [[t('report.problem'), problem] as const]),
    [t('facts.faults'), faultsText(input)],
    [t('report.configuration'), configurationText(input)],
    ...(versions === null ? [] : [[t('report.versions'), versionsText(versions, t)] as const]),
  ]
  return `${sections.map(([title, body]) => `## ${title}\n\n${body}\n`).join('\n')}\n${t('report.masked')}\n`
}

function doneText({ browsers, acts }: Trace, { t, language }: BugReportInput): string {
  return acts
    .map((act, place) => {
      const pause = pauseWords(act, t, language)
      // A path is what somebody asked for, whatever stands in it.
      const words = act.path === '/' || act.method === 'POST' ? actWords(act, t, language) : t('act.visit', { path: code(act.path) })
      const done = act.method === 'POST' && !['/login', '/logout', '/cart'].includes(act.path) ? t('act.send', { path: code(act.path) }) : words
      return `${place + 1}. ${plain(browserWords(browsers[act.browser] ?? '', t))} ${done}${pause === null ? '' : ` (${pause})`}`
    })
    .join('\n')
}

function requestText(given: RequestRecord, t: ShowWords): string {
  const request = maskRequest(given)
  const cookie = cookieSent(request, null)
  const lines = [
    `${code(`${request.method} ${request.path}`)} → ${request.status ?? t('report.cutOff')}${request.location === undefined ? '' : ` ${code(request.location)}`}`,
    `- ${t('report.cookie')}: ${cookie === null ? t('report.none') : code(`${cookie.name}=${shortIds(cookie.value)}`)}`,
    ...request.decisions.map((decision) => `- ${decisionText(decision)}`),
    ...request.operations.map(
      ({ name, durationMs, hit, bytes, error, fault }) =>
        `- ${code(`store.${name}`)}: ${durationMs.toFixed(1)} ms${hit === undefined ? '' : hit ? ', hit' : ', miss'}${bytes === undefined ? '' : `, ${bytes} bytes`}${fault === undefined ? '' : `, ${fault.kind}`}${error === undefined ? '' : `: ${code(error.message)}`}`,
    ),
    ...request.setCookie.map((line) => `- ${code(`Set-Cookie: ${shortIds(line)}`)}`),
    ...(request.mistake === undefined ? [] : [`- ${code(request.mistake.message)}`]),
    ...(request.problem === undefined ? [] : [`- ${code(request.problem.message)}`]),
  ]
  const [first = '', ...others] = lines
  return `${first}\n\n${others.join('\n')}`
}

/** The answer, its reason by its code, and the values that decided. */
function decisionText({ kind, yes, reason, ...values }: Decision): string {
  const told = Object.entries(values).flatMap(([name, value]) => valueText(name, value))
  return `${code(kind)}: **${yes ? 'yes' : 'no'}**, ${code(reason)}${told.length === 0 ? '' : ` (${told.join(', ')})`}`
}

function valueText(name: string, value: unknown): readonly string[] {
  if (value === null || value === false || value === undefined) return []
  if (name === 'keys') {
    const keys = value as Readonly<Record<string, readonly string[]>>
    return Object.entries(keys).flatMap(([how, names]) => (names.length === 0 ? [] : [code(`${how}: ${names.join(', ')}`)]))
  }
  return [code(name === 'sessionId' ? `${name}: ${shortId(String(value))}` : value === true ? name : `${name}: ${maskSignatures(String(value))}`)]
}

function faultsText({ faults, t }: BugReportInput): string {
  const found = inForce(faults)
  if (found.length === 0) return t('facts.none')
  return found.map(([fault, { settings }]) => `- ${code([fault, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(' '))}`).join('\n')
}

function configurationText({ configuration: { store, shop, options, servers, secrets }, t }: BugReportInput): string {
  return [
    `- ${t('facts.store')}: ${code(store)}`,
    `- ${t('facts.shop')}: ${code(shop)}`,
    `- ${t('report.servers')}: ${servers}`,
    `- ${t('report.secrets')}: ${secrets}`,
    '',
    fenced(`session(${JSON.stringify(optionsInCode(options), null, 2)})\n// app.set('trust proxy', ${options.trustProxy})`, 'js'),
  ].join('\n')
}

function versionsText({ sessionscope, node, system, packages, database }: Versions, t: ShowWords): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['sessionscope', sessionscope],
    ['node', `${node} (${system})`],
    ...packages.map(({ name, version }) => [name, version] as const),
    ...(database === null ? [] : [[database.name, `${database.version ?? '?'}${database.source === null ? '' : ` (${database.source})`}`] as const]),
  ]
  return [
    `| ${t('report.what')} | ${t('report.version')} |`,
    '| --- | --- |',
    ...rows.map(([name, version]) => `| ${codeCell(name)} | ${codeCell(version ?? '?')} |`),
  ].join('\n')
}

/** The last thing that went wrong, in the words of whoever said so; null: nothing did. */
function lastProblem(rows: readonly TimelineRow[]): string | null {
  for (const row of rows.toReversed()) {
    if (row.kind === 'request' && row.request.problem !== undefined) {
      const { method, path, problem } = maskRequest(row.request)
      return `${code(`${method} ${path}`)}: ${code(problem?.message ?? '')}`
    }
    if (row.kind === 'death') return `${code(row.death.cause)} ${row.death.lastWords === null ? '' : `\n\n${fenced(maskSignatures(row.death.lastWords))}`}`
    if (row.kind === 'store-health' && !row.up) return `${code(row.store)}: ${row.why === null ? '?' : code(maskSignatures(row.why.message))}`
  }
  return null
}

/** Whose session it was is told by how its id begins; the whole of it is not needed. */
function shortId(id: string): string {
  return id.length <= 8 ? id : `${id.slice(0, 6)}…`
}

function shortIds(text: string): string {
  return text.replace(/(s(?::|%3A))([^.;,\s"]+)(?=\.)/gi, (_, prefix: string, id: string) => prefix + shortId(id))
}
