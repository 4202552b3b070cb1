/** What the contract does not ask: outages, what is somebody else's, an expiry that is kept beside the session, and what a touch leaves behind. */
import { createServer } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import session from 'express-session'
import { afterEach, describe, expect, it } from 'vitest'
import { STORES } from '../config.js'
import { type AwsDynamo, type DynamoClient, loadDynamo, openDynamo } from '../resources/served/dynamodb-client.js'
import { HOUR_MS, sessionData } from '../test/stores/calls.js'
import { broughtPackages } from '../test/support/packages.js'
import { freeze } from '../test/support/processes.js'
import { startEmbedded, type TestServer } from '../test/support/served.js'
import type { OpenStore, StoreHealth } from './adapter.js'
import dynamodb from './dynamodb-store.js'
import { openStore } from './opening.js'
import { callStore, destroySession, getSession, setSession } from './store-calls.js'

/** Ten times the deadline of a call, on a busy machine. */
const PATIENT = { timeout: STORES.callDeadlineMs * 10, interval: 50 }

describe.skipIf(!broughtPackages('dynamodb', 'dynalite'))('sessions in DynamoDB', () => {
  const cleanUps: (() => unknown)[] = []
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note)
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
    // Any of them would end a server.
    expect(unhandled.splice(0)).toEqual([])
  })

  async function started(): Promise<TestServer> {
    const server = await startEmbedded('dynamodb')
    cleanUps.push(() => server.stop())
    return server
  }

  async function opened(url: string, sweepEveryMs?: number): Promise<OpenStore> {
    const open = await openStore(dynamodb, session, { resource: 'dynamodb', url, space: 'sessionscope' }, sweepEveryMs === undefined ? {} : { sweepEveryMs })
    cleanUps.push(() => open.close())
    return open
  }

  async function asSomebodyElse(url: string): Promise<{ readonly aws: AwsDynamo; readonly client: DynamoClient }> {
    const client = await openDynamo(url, 10_000)
    cleanUps.push(() => client.destroy())
    return { aws: await loadDynamo(), client }
  }

  it('touch nothing but a table of their own, and a touch of one that is gone brings nobody back', async () => {
    const server = await started()
    const open = await opened(server.url)
    const { aws, client } = await asSomebodyElse(server.url)
    for (const id of ['a', 'b']) await setSession(open.store, id, sessionData(id, { name: id }))
    await destroySession(open.store, 'b')
    await callStore((done) => open.store.touch?.('b', sessionData('b', {}), done))
    await open.markStale(true)
    expect((await client.send(new aws.ListTablesCommand({}))).TableNames).toEqual(['sessionscope-sessions'])
    const again = await opened(server.url)
    expect([await open.count(), await again.count()]).toEqual([1, 1])
    expect((await again.list({ search: '', offset: 0, limit: 5 })).rows.map(({ id }) => id)).toEqual(['a'])
    expect([await again.read('b'), await again.pick(['b'])]).toEqual([null, []])
    expect(await open.clear()).toBe(1)
    // The mark stays, and what the touch has left is gone.
    expect((await client.send(new aws.ScanCommand({ TableName: 'sessionscope-sessions' }))).Items).toEqual([{ id: { S: 'carry-over' } }])
    await open.drop?.()
    await expect.poll(async () => (await client.send(new aws.ListTablesCommand({}))).TableNames, PATIENT).toEqual([])
  })

  it('carry along the expiry that a touch has moved', async () => {
    const open = await opened((await started()).url)
    const [soon, later] = [new Date(Date.now() + HOUR_MS), new Date(Date.now() + 2 * HOUR_MS)]
    await setSession(open.store, 'a', sessionData('a', {}, soon))
    await callStore((done) => open.store.touch?.('a', sessionData('a', {}, later), done))
    const [carried] = await open.pick(['a'])
    const { cookie } = JSON.parse(carried?.json ?? '{}') as { readonly cookie?: { readonly expires?: string } }
    expect(Math.abs(new Date(cookie?.expires ?? 0).getTime() - later.getTime())).toBeLessThanOrEqual(1_100)
  })

  it.each(['killed', 'frozen'])('are told to be out of reach while it is %s, fail in time, end no process, and are there again afterwards', async (how) => {
    const server = await started()
    // Its sweeper passes as well meanwhile.
    const open = await opened(server.url, 200)
    const health: StoreHealth[] = []
    open.onHealth((now) => health.push(now))
    await setSession(open.store, 'a', sessionData('a', { name: 'Ana' }))
    const pid = server.owned.pid ?? 0
    if (how === 'killed') process.kill(pid, 'SIGKILL')
    else await freeze(pid)
    await expect.poll(() => health.at(-1)?.up, PATIENT).toBe(false)
    await expect(getSession(open.store, 'a')).rejects.toThrow()
    await expect(setSession(open.store, 'a', sessionData('a', {}))).rejects.toThrow()
    if (how === 'killed') await server.owned.restart()
    else process.kill(pid, 'SIGCONT')
    await expect.poll(() => health.at(-1), PATIENT).toEqual({ up: true, why: null })
    expect(await getSession(open.store, 'a')).toMatchObject({ cookie: expect.anything() })
  })

  it('are refused in words and in time where nobody listens, or somebody who is no DynamoDB', async () => {
    const web = createServer((_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>'))
    const silent = createTcpServer((socket) => socket.on('error', () => undefined))
    const garbage = createTcpServer((socket) => socket.on('error', () => undefined).end('\0\u0001 garbage \r\n\r\n'))
    for (const url of ['http://key:geheim-1@127.0.0.1:9', ...(await Promise.all([web, silent, garbage].map(listening)))]) {
      const failure = await opened(url.replace('//127', '//key:geheim-1@127')).catch((error: Error) => error.message)
      expect(failure, url).toMatch(/^DynamoDB cannot be used now|^The session store \(DynamoDB\)/)
      expect(failure).not.toContain('geheim-1')
    }
  })

  async function listening(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUps.push(() => server.close())
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }
})
