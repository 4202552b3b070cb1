/** Clients that hang up in every phase of a request leave nothing behind that a later switch would wait for. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../protocol/catalogue.js'
import { INTERNAL_HEADERS, type LessonServerStart, type StoreTarget } from '../../protocol/ipc.js'
import { seeded } from '../../test/cookies/corrupt-cookie.js'
import { switchAlone } from '../../test/lesson-server/switch-store.js'
import { ask, KEY, OPTIONS, SIGNING_SECRETS, until } from '../../test/lesson-server/tapped-shop.js'
import { embeddedMongodb, mongodbSample, realMongodb, type TestMongodb, type TestMongodbKind } from '../../test/support/mongodb.js'
import { rounds } from '../../test/support/thoroughness.js'
import { createLessonServer, type LessonServer } from '../lesson-server.js'

const CLIENTS = rounds(2_000, 500)
const AT_ONCE = 25
const memory: StoreTarget = { kind: 'memory', address: { resource: 'heap' } }

type Phase = 'headers' | 'body' | 'store' | 'answer' | 'late'
const PHASES: readonly Phase[] = ['headers', 'body', 'store', 'answer', 'late']

interface Shop {
  readonly lesson: LessonServer
  readonly port: number
  /** What the switch under way is doing; null while there is none. */
  phase(): string | null
}

async function openShop(store: StoreTarget): Promise<Shop> {
  let phase: string | null = null
  const lesson = createLessonServer({
    send: (frame) => {
      phase = frame.switching?.phase ?? null
    },
    unsent: () => 0,
  })
  const order: LessonServerStart = { instance: 'a', boot: 1, store, options: OPTIONS, shop: 'standard', secrets: SIGNING_SECRETS, faults: {}, internalKey: KEY }
  const started = await lesson.start(order)
  if (!started.ok) throw new Error(started.problem.message)
  return { lesson, port: started.value.port, phase: () => phase }
}

function requestText(method: 'GET' | 'POST', path: string, cookie: string, form = '', more = ''): string {
  const body = method === 'POST' ? `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${form.length}\r\n` : ''
  const actor = `${INTERNAL_HEADERS.key}: ${KEY}\r\n${INTERNAL_HEADERS.actor}: crowd\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost: shop\r\ncookie: ${cookie}\r\n${actor}${more}${body}\r\n${form}`
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** One client: sends one request or several on one connection, and hangs up in the given phase of the last. */
async function hangUp(port: number, phase: Phase, dice: () => number, cookie: string): Promise<void> {
  const socket = await open(port)
  const pipelined = dice() < 0.6 ? 1 + Math.floor(dice() * 12) : 0
  const any = () => {
    const form = `item=${CATALOGUE[0]?.id ?? ''}`
    const choice = dice()
    return choice < 0.4 ? requestText('GET', '/me', cookie) : choice < 0.7 ? requestText('POST', '/cart', cookie, form) : requestText('GET', '/', '')
  }
  socket.write(Array.from({ length: pipelined }, any).join(''))
  const last = requestText('POST', '/cart', cookie, 'item=http&item=cookies')
  if (phase === 'headers') socket.write(last.slice(0, 30 + Math.floor(dice() * 60)))
  else if (phase === 'body') socket.write(last.slice(0, -1 - Math.floor(dice() * 20)))
  else socket.write(last)
  if (phase === 'answer') await Promise.race([once(socket, 'data'), once(socket, 'close')])
  else if (phase === 'late') await sleep(dice() * 20)
  else if (dice() < 0.5) await new Promise((resolve) => setImmediate(resolve))
  if (dice() < 0.5) socket.destroy()
  else socket.resetAndDestroy()
}

async function switchTo({ lesson }: Shop, target: StoreTarget): Promise<unknown> {
  const result = await switchAlone(lesson, target, true)
  return result.ok ? (result.value.refused ?? 'switched') : result.problem
}

function suite(name: string, kind: TestMongodbKind, startsOnMemory: boolean): void {
  describe.skipIf(!kind.available)(`hang-ups on ${name}`, () => {
    let mongo: TestMongodb
    let shop: Shop
    let here: StoreTarget
    let there: StoreTarget
    let cookie: string
    beforeAll(async () => {
      mongo = await kind.start()
      const mongodb: StoreTarget = { kind: 'mongodb', address: { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: 'sessions' } }
      here = startsOnMemory ? memory : mongodb
      there = startsOnMemory ? mongodb : memory
      shop = await openShop(here)
      cookie = (await ask(shop.port, '/login', { form: { name: 'Ana' } })).cookie ?? ''
    })
    afterAll(async () => {
      await shop?.lesson.close()
      await mongo?.stop()
    })

    it.each(PHASES)(`${CLIENTS / PHASES.length} clients that hang up in the phase "%s" hold up no switch`, async (phase) => {
      const dice = seeded(PHASES.indexOf(phase) + 1)
      const clients = CLIENTS / PHASES.length
      for (let done = 0; done < clients; done += AT_ONCE) {
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, clients - done) }, () => hangUp(shop.port, phase, dice, cookie)))
      }
      expect(await switchTo(shop, there)).toBe('switched')
      expect(await switchTo(shop, here)).toBe('switched')
      expect(JSON.parse((await ask(shop.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
    })

    it('clients that hang up while they wait at the gate hold up neither this switch nor the next', async () => {
      const dice = seeded(9)
      // Its body is not complete, so it is under way, and the gate stays closed. Node asks for the body when it hands the request on.
      const slow = await open(shop.port)
      slow.write(requestText('POST', '/cart', cookie, 'item=http', 'expect: 100-continue\r\n').slice(0, -2))
      expect(String(await once(slow, 'data'))).toMatch(/100 Continue/)
      await until(() => shop.phase() === null, 'no switch under way')
      const switching = switchTo(shop, there)
      await until(() => shop.phase() === 'waiting', 'the closed gate')
      await Promise.all(Array.from({ length: 60 }, () => hangUp(shop.port, dice() < 0.5 ? 'store' : 'late', dice, cookie)))
      slow.write('tp')
      expect(await switching).toBe('switched')
      slow.destroy()
      expect(await switchTo(shop, here)).toBe('switched')
      expect(JSON.parse((await ask(shop.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
    })
  })
}

for (const kind of mongodbSample(realMongodb)) suite(kind.name, kind, false)
suite('memory', embeddedMongodb, true)
