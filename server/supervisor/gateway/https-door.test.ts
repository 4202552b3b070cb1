/** The HTTPS address: real TLS, verified against the sandbox's authority, in front of the same gateway. */
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { connect, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GATEWAY } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import { why } from '../../protocol/why.js'
import { openGateway } from '../../test/gateway/front.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { httpsFailed, isValid, makeCertificate } from './certificate.js'
import { HttpsDoor } from './https-door.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const close of closing.splice(0)) await close()
})

interface AskedOver {
  readonly ca?: string
  readonly host?: string
  readonly servername?: string
}

/** One request over TLS, verified as usual. @returns what came, or why it could not be */
function ask(
  port: number,
  { ca, host = `localhost:${port}`, servername = 'localhost' }: AskedOver,
): Promise<{ status: number; text: string } | { code: string }> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, servername, ca, agent: false, headers: { host } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? error.message }))
    outgoing.end()
  })
}

async function gateway() {
  const shop = createServer((incoming, response) => void response.end(JSON.stringify(incoming.headers)))
  const front = await openGateway(await listenOn(shop), { internalKey: 'k'.repeat(32) })
  closing.push(() => {
    shop.closeAllConnections()
    shop.close()
    return front.close()
  })
  return front
}

test('ends TLS for whoever trusts its authority, and for nobody else; behind it everything is plain HTTP, told apart by what the proxy says', async () => {
  const { https, port: plain } = await gateway()
  const { port, authority, fingerprint, validFrom, validUntil } = await https.open(() => {})
  const answer = await ask(port, { ca: authority })
  expect(answer).toMatchObject({ status: 200 })
  expect(JSON.parse('text' in answer ? answer.text : '{}')).toMatchObject({
    host: `localhost:${port}`,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': `localhost:${port}`,
  })
  expect(await ask(port, {})).toEqual({ code: expect.stringMatching(/UNABLE_TO_(?:VERIFY|GET_ISSUER)|SELF_SIGNED/) })
  expect(await ask(port, { ca: authority, servername: 'evil.example' })).toEqual({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  expect(fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(isValid({ validFrom, validUntil })).toBe(true)
  // Each address answers to its own name and port.
  expect(await ask(port, { ca: authority, host: `localhost:${plain}` })).toMatchObject({ status: 421 })
  expect(await ask(port, { ca: authority, host: `evil.example:${port}` })).toMatchObject({ status: 421 })
  expect(await ask(port, { ca: authority, host: `127.0.0.1:${port}` })).toMatchObject({ status: 200 })

  await https.close()
  await https.close()
  expect(await ask(port, { ca: authority })).toEqual({ code: 'ECONNREFUSED' })
  // Another authority each time: who trusted the first one trusts nothing any more.
  const again = await https.open(() => {})
  expect(again.fingerprint).not.toBe(fingerprint)
  expect(await ask(again.port, { ca: authority })).toHaveProperty('code')
  expect(await ask(again.port, { ca: again.authority })).toMatchObject({ status: 200 })
})

test('closes at once also on whoever is connected and has said nothing yet, as a browser that connects ahead', async () => {
  const { https } = await gateway()
  const { port } = await https.open(() => {})
  const silent = connect(port, '127.0.0.1')
  closing.push(() => silent.destroy())
  const wasCut = new Promise((resolve) => silent.once('close', () => resolve('cut')).on('error', () => {}))
  await new Promise((resolve) => silent.once('connect', resolve))
  await https.close()
  expect(await wasCut).toBe('cut')
})

test('closed while it is being opened, it does not listen afterwards', async () => {
  let proceed = () => {}
  const released = new Promise<void>((resolve) => (proceed = resolve))
  const servers: Server[] = []
  const door = new HttpsDoor({
    listener: () => {},
    options: {},
    prepare: (server) => servers.push(server),
    port: () => 0,
    makeCertificate: () => released.then(() => makeCertificate()),
  })
  closing.push(() => door.close())
  const opening = door.open(() => {}).catch((error: unknown) => error)
  await door.close()
  proceed()
  expect(await opening).toBeInstanceOf(ProblemError)
  expect([door.hosts, servers.map(({ listening }) => listening)]).toEqual([null, [false]])
  expect(await door.open(() => {})).toHaveProperty('port')
})

test('its authority can sign nothing else: it is told apart, and what it is for stands in it', async () => {
  const made = await makeCertificate()
  const [own, authority] = [new X509Certificate(made.certificate), new X509Certificate(made.authority)]
  expect([own.ca, authority.ca, own.checkIssued(authority)]).toEqual([false, true, true])
  expect(own.serialNumber).not.toBe(authority.serialNumber)
  for (const address of ['127.0.0.1', '::1']) expect(own.checkIP(address)).toBe(address)
  expect(own.checkHost('localhost')).toBe('localhost')
  expect(own.checkHost('evil.example')).toBeUndefined()
})

test('a serial number is whole whatever octets it is made of', async () => {
  const { default: forge } = await import('node-forge')
  const octets = vi.spyOn(forge.random, 'getBytesSync').mockReturnValue('\0'.repeat(16))
  closing.push(() => octets.mockRestore())
  expect(new X509Certificate((await makeCertificate()).certificate).serialNumber).toMatch(/^10+$/)
  expect(octets).toHaveBeenCalled()
})

describe('where it cannot be', () => {
  test.each([
    ['1970', 0],
    ['before this was written', Date.UTC(2019, 5, 1)],
    ['beyond the years of X.509', Date.UTC(10_001, 0, 1)],
    ['no time at all', 9e15],
  ])('the clock says %s: refused in words, with what to do', async (_when, now) => {
    const refusal = await makeCertificate(now).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ProblemError)
    expect((refusal as ProblemError).problem).toMatchObject({ code: 'https-failed', params: { why: 'clock-wrong' } })
    expect((refusal as Error).message).toMatch(/clock of this machine says .* Set the clock, and try again\. Everything else goes on/)
  })

  test('no certificate: nothing listens, and the next try may have one', async () => {
    const parts = { listener: () => {}, options: {}, prepare: vi.fn(), port: () => 0 }
    const make = vi.fn(makeCertificate).mockRejectedValueOnce(httpsFailed(why('no-proxy', {}, 'it cannot be made.')))
    const door = new HttpsDoor({ ...parts, makeCertificate: make })
    closing.push(() => door.close())
    await expect(door.open(() => {})).rejects.toThrow('it cannot be made.')
    expect([door.hosts, parts.prepare.mock.calls.length]).toEqual([null, 0])
    expect(await door.open(() => {})).toHaveProperty('port')
  })

  test('keys that take too long: refused in time, and whoever asks next has them', async () => {
    let done: (made: Awaited<ReturnType<typeof makeCertificate>>) => void = () => {}
    const make = vi.fn(() => new Promise<Awaited<ReturnType<typeof makeCertificate>>>((resolve) => (done = resolve)))
    const door = new HttpsDoor({ listener: () => {}, options: {}, prepare: () => {}, port: () => 0, makeCertificate: make })
    closing.push(() => door.close())
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const opening = door.open(() => {}).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(GATEWAY.certificate.makeWithinMs)
    const refusal = await opening
    vi.useRealTimers()
    expect(refusal).toBeInstanceOf(ProblemError)
    expect((refusal as ProblemError).problem).toMatchObject({ code: 'https-failed', params: { why: 'keys-slow' } })
    const made = await makeCertificate()
    done(made)
    expect(await door.open(() => {})).toMatchObject({ fingerprint: made.fingerprint })
    expect(make).toHaveBeenCalledTimes(1)
    // Used once.
    await door.close()
    void door.open(() => {}).catch(() => {})
    expect(make).toHaveBeenCalledTimes(2)
  })

  test('its port is taken: the next one is', async () => {
    const { https, port } = await gateway()
    const wanted = port + GATEWAY.httpsPortAbove
    const squatter: Server = createTcpServer()
    const isTaken =
      wanted <= GATEWAY.lastPort &&
      (await new Promise((resolve) => squatter.once('error', () => resolve(true)).listen(wanted, '127.0.0.1', () => resolve(true))))
    closing.push(() => squatter.close())
    const opened = await https.open(() => {})
    expect(isTaken ? opened.port : 0).not.toBe(wanted)
    expect(await ask(opened.port, { ca: opened.authority })).toMatchObject({ status: 200 })
  })

  test('all ports near the shop’s are taken: it has one elsewhere', async () => {
    // Whoever has one already holds it as well.
    const wanted = 41_000
    for (let taken = wanted; taken <= wanted + 50; taken += 1) {
      const squatter = createTcpServer()
      await new Promise<void>((resolve) => squatter.once('error', () => resolve()).listen(taken, '127.0.0.1', resolve))
      closing.push(() => squatter.close())
    }
    const door = new HttpsDoor({ listener: () => {}, options: {}, prepare: () => {}, port: () => wanted - GATEWAY.httpsPortAbove })
    closing.push(() => door.close())
    const { port } = await door.open(() => {})
    expect(port >= wanted && port <= wanted + 50).toBe(false)
  })
})

test('a certificate whose time is over is replaced in place, and whoever asks is told', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const { https } = await gateway()
  const renewed: string[] = []
  const opened = await https.open(({ authority }) => renewed.push(authority))
  vi.advanceTimersByTime(GATEWAY.certificate.lookMs * 3)
  expect(renewed).toEqual([])
  vi.setSystemTime(opened.validUntil - 1)
  vi.advanceTimersByTime(GATEWAY.certificate.lookMs)
  // Two pairs of RSA keys are made meanwhile.
  await vi.waitFor(() => expect(renewed).toHaveLength(1), 15_000)
  vi.useRealTimers()
  // It is valid from the time that the clock said; the control is that the first authority no longer serves.
  expect(await ask(opened.port, { ca: opened.authority })).toHaveProperty('code')
})
