import i18next from 'i18next'
import MarkdownIt from 'markdown-it'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { fixtureOptions, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { type BugReportInput, bugReport } from './bug-report-text.js'
import { code, fenced } from './markdown.js'

const HOSTILE = '``` \n~~~\n<script>alert(1)</script> | [x](javascript:alert(1)) @everyone #1 `code` ![i](http://evil.example/x.png)'
const SIGNATURE = /qk1NzX8v/

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('show')
})

const request = fixtureSnapshot.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : [])).at(-1) as RequestRecord
const input = (over: Partial<BugReportInput> = {}): BugReportInput => ({
  language: 'en',
  t: i18next.getFixedT('en', 'show'),
  expected: '',
  seen: '',
  request,
  trace: null,
  rows: fixtureSnapshot.timeline,
  faults: {},
  configuration: { store: 'memory', shop: 'standard', options: fixtureOptions, servers: 1, secrets: 1 },
  versions: { sessionscope: '0.1.0', node: '20.20.2', system: 'linux x64', packages: [{ name: 'express', version: '5.3.0' }], database: null },
  ...over,
})
const rendered = (text: string) => new MarkdownIt({ html: true, linkify: true }).render(text)

describe('what others wrote stays in its place', () => {
  test.each(['```', '````\n```', '`', '``` js\nx\n```', '~~~', HOSTILE])('%s in a fence', (text) => {
    expect(rendered(`${fenced(text)}\n\nafter`)).toMatch(/^<pre><code>[\s\S]*<\/code><\/pre>\n<p>after<\/p>\n$/)
  })
  test.each(['`', '``', '`a`', ' ', '', 'a\nb', HOSTILE])('%s in a line', (text) => {
    expect(rendered(code(text))).toMatch(/^<p><code>[^<]*<\/code><\/p>\n$/)
  })

  test('in a whole report: paths, names, errors, cookies', () => {
    const hostile: RequestRecord = {
      ...request,
      path: `/${HOSTILE}`,
      location: HOSTILE,
      cookieIn: { kind: 'unsigned', value: HOSTILE },
      setCookie: [`a=${HOSTILE}; Path=${HOSTILE}`],
      problem: { code: 'x', message: HOSTILE, params: {} },
      mistake: { message: HOSTILE, place: null },
      after: { cart: HOSTILE },
    }
    const trace = {
      version: 2,
      configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} },
      browsers: [HOSTILE],
      acts: [
        { browser: 0, method: 'GET', path: `/${HOSTILE}`, pauseMs: 0 },
        { browser: 0, method: 'POST', path: `/${HOSTILE}`, form: HOSTILE, pauseMs: 0 },
      ],
    } as const
    const rows = [{ kind: 'request', key: 'r', at: 0, instance: 'a', request: hostile }] as const
    const html = rendered(
      bugReport(input({ request: hostile, trace, rows, configuration: { ...input().configuration, options: { ...fixtureOptions, path: HOSTILE } } })),
    )
    expect(html).not.toMatch(/<script|<a |<img/)
    const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '')
    expect(outside).not.toContain('@everyone')
  })
})

test('it says what was decided and why, and holds no signature', () => {
  const text = bugReport(input())
  expect(text).toContain('## Where it parted from that')
  expect(text).toMatch(/- `cookie`: \*\*(?:yes|no)\*\*/)
  expect(text).toContain('| `express` | `5.3.0` |')
  expect(text).not.toMatch(SIGNATURE)
})

test('what was typed into an address is not in it, wherever that address stands', () => {
  const asked = { ...request, path: '/me/CANARY?token=CANARY&lang=en', location: '/?x=CANARY', problem: { code: 'x', message: 'CANARY failed.', params: {} } }
  const rows = [{ kind: 'request', key: 'r', at: 0, instance: 'a', request: asked }] as const
  const text = bugReport(input({ request: asked, rows }))
  expect(text).not.toContain('CANARY')
  expect(text.split('/me/***?token=***&lang=en')).toHaveLength(3)
})
