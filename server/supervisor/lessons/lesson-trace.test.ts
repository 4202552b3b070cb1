/** What the solutions of the lessons do in the shop, as traces. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { LessonDefinition } from '../../curriculum/lesson-schema.js'
import { loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { CATALOGUE } from '../../protocol/catalogue.js'
import { LIMITS } from '../../protocol/limits.js'
import { INITIAL_OPTIONS } from '../../protocol/session-options.js'
import { traceSchema } from '../../protocol/trace-schema.js'
import { traceOfLesson } from './lesson-trace.js'

type Solution = LessonDefinition['steps'][number]['solution']

const SETUP = { store: 'memory', shop: 'standard', options: INITIAL_OPTIONS, browsers: ['Alice', 'Zoë'], faults: {} }

function lesson(setup: object, ...solutions: readonly object[][]): LessonDefinition {
  return { setup: { ...SETUP, ...setup }, steps: solutions.map((solution) => ({ solution: solution as unknown as Solution })) } as unknown as LessonDefinition
}
const visit = (path = '/') => ({ type: 'browser:visit', browser: 'browser:alice', path })

describe('the solution of a lesson', () => {
  test('becomes what its browsers ask for, with a page where a form leads to one, and a pause between two acts', () => {
    const made = traceOfLesson(
      lesson(
        {},
        [visit('/me'), { type: 'browser:log-in', browser: 'browser:zoë' }],
        [{ answer: 'yes' }, { type: 'browser:log-out', browser: 'browser:alice' }],
      ),
    )
    expect(made?.leftOut).toBe(0)
    expect(made?.trace.browsers).toEqual(['Alice', 'Zoë'])
    expect(made?.trace.acts).toEqual([
      { browser: 0, method: 'GET', path: '/me', pauseMs: 0 },
      { browser: 1, method: 'POST', path: '/login', form: `name=${encodeURIComponent('Zoë')}`, pauseMs: 800 },
      { browser: 1, method: 'GET', path: '/', pauseMs: 0 },
      { browser: 0, method: 'POST', path: '/logout', pauseMs: 800 },
      { browser: 0, method: 'GET', path: '/', pauseMs: 0 },
    ])
  })

  test('has each browser take the next book, unless it says which', () => {
    const add = (browser: string, item?: string) => ({ type: 'browser:add-to-cart', browser, ...(item !== undefined && { item }) })
    const made = traceOfLesson(lesson({}, [add('browser:alice'), add('browser:zoë'), add('browser:alice'), add('browser:alice', 'http')]))
    const [first, second] = CATALOGUE
    const forms = made?.trace.acts.flatMap(({ form }) => (form === undefined ? [] : [form]))
    expect(forms).toEqual([`item=${first?.id}`, `item=${first?.id}`, `item=${second?.id}`, 'item=http'])
  })

  test('throws cookies away before the next act of that browser, once', () => {
    const made = traceOfLesson(lesson({}, [visit(), { type: 'browser:forget-cookies', browser: 'browser:alice' }, visit(), visit()]))
    expect(made?.trace.acts.map(({ forgets }) => forgets)).toEqual([undefined, true, undefined])
    expect(made?.leftOut).toBe(0)
  })

  test('begins as its set-up has it, and as it is made before the first act; what comes later, and what no browser does, is counted', () => {
    const configure = { type: 'server:configure', options: { rolling: true } }
    const change = [configure, { type: 'server:shop', shop: 'slow-cart' }, { type: 'store:switch', to: 'mongodb', carryOver: false }]
    const setup = { options: { ...INITIAL_OPTIONS, resave: true }, faults: { 'wire-cut': {}, https: {}, 'wire-frozen': undefined } }
    expect(traceOfLesson(lesson(setup, [...change, visit()]))).toMatchObject({
      leftOut: 0,
      trace: { configuration: { store: 'mongodb', shop: 'slow-cart', options: { resave: true, rolling: true }, faults: { 'wire-cut': {} } } },
    })
    expect(traceOfLesson(lesson({}, [visit(), ...change, { type: 'server:kill' }]))).toMatchObject({
      leftOut: 4,
      trace: { configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} } },
    })
    expect(traceOfLesson(lesson(setup, [visit()]))?.trace.configuration.faults).toEqual({ 'wire-cut': {} })
  })

  test('is none where nobody asks the shop for anything, and is no longer than a trace may be', () => {
    expect(traceOfLesson(lesson({}, [{ answer: 'yes' }, { type: 'server:restart' }]))).toBeNull()
    expect(traceOfLesson(lesson({}, ...Array.from({ length: LIMITS.traceActs + 5 }, () => [visit()])))?.trace.acts).toHaveLength(LIMITS.traceActs)
  })
})

const SHOP_NAMES = SHOPS.map(({ name }) => name) as [string, ...string[]]
const { lessons } = await loadCurriculum(fileURLToPath(new URL('../../../lessons/', import.meta.url)), SHOP_NAMES)

test.each([...lessons])('%s: whatever its solution does is a trace that can be repeated', (_id, { definition }) => {
  const made = traceOfLesson(definition)
  if (made === null)
    return expect(definition.steps.flatMap(({ solution }) => solution).filter((act) => 'type' in act && act.type === 'browser:visit')).toEqual([])
  expect(traceSchema.parse(made.trace)).toEqual(made.trace)
})
