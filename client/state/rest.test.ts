/** What becomes of a command while the reader looks at the past, or at a recording. */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Command, type CommandType, commandSchema } from '../../server/protocol/commands.js'
import { shownNow } from '../clock.js'
import { fixtureMoment } from '../test/fixture-moment.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { connectWith, send } from './connection.js'
import { dashboardStore } from './dashboard-store.js'
import { lookAt } from './look-at.js'

const sent = vi.hoisted(() => [] as string[])
vi.mock('socket.io-client', () => ({
  io: () => ({
    connected: true,
    on: () => {},
    io: { on: () => {} },
    emit: () => {},
    close: () => {},
    timeout: () => ({
      emitWithAck: async (_event: string, { type }: { readonly type: string }) => {
        sent.push(type)
        return { ok: true, value: null }
      },
    }),
  }),
}))

const TYPES: readonly CommandType[] = commandSchema.options.map(({ shape }) => shape.type.value)
/** About the page, or the lesson that is open, which is about now. */
const STAYING: readonly string[] = ['language:set', 'lessons:read', 'server:source', 'lesson:answer', 'lesson:hint']
/** Whoever asks for them wants to see what they do. */
const LEADING_BACK: readonly string[] = ['lesson:open', 'lesson:start-over', 'lesson:close', 'lesson:show-me', 'lesson:stop-showing']

beforeAll(() => connectWith('token'))
beforeEach(() => {
  sent.length = 0
  dashboardStore.setState({ snapshot: fixtureSnapshot, source: 'live' })
})
afterEach(() => {
  lookAt(null)
  dashboardStore.setState({ source: 'live' })
})

const ask = (type: CommandType) => send({ type } as Command)

test.each(TYPES)('%s, asked for in the past', async (type) => {
  lookAt({ ...fixtureMoment, at: 1_000 })
  const answer = await ask(type)
  const isThen = dashboardStore.getState().moment !== null
  if (STAYING.includes(type)) expect([sent, isThen]).toEqual([[type], true])
  else if (LEADING_BACK.includes(type)) {
    expect([sent, isThen]).toEqual([[type], false])
    // The clock of ages and countdowns runs again, too.
    expect(shownNow()).not.toBe(1_000)
  } else {
    expect([sent, isThen]).toEqual([[], true])
    expect(answer).toMatchObject({ ok: false, problem: { code: 'in-the-past' } })
  }
})

test.each(TYPES)('%s, asked for in a recording', async (type) => {
  dashboardStore.setState({ source: 'recording' })
  expect(await ask(type)).toMatchObject({ ok: false, problem: { code: 'in-a-recording' } })
  lookAt(fixtureMoment)
  expect(await ask(type)).toMatchObject({ ok: false, problem: { code: 'in-a-recording' } })
  expect([sent, dashboardStore.getState().moment !== null]).toEqual([[], true])
})

test('now everything is sent', async () => {
  for (const type of TYPES) await ask(type)
  expect(sent).toEqual(TYPES)
})
