import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openDataFolder } from './data-folder.js'
import { listenOnFreePort, PortError } from './listen.js'
import { optionWords } from './option-words.js'

const servers: Server[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function server(): Server {
  const made = createServer()
  servers.push(made)
  return made
}

describe('listenOnFreePort', () => {
  test('takes any port for 0, and the next one for a taken one', async () => {
    const taken = await listenOnFreePort(server(), '127.0.0.1', 0, 'port')
    expect(taken).toBeGreaterThan(0)
    const next = await listenOnFreePort(server(), '127.0.0.1', taken, 'port')
    expect(next).toBeGreaterThan(taken)
    expect(next).toBeLessThanOrEqual(taken + 50)
  })

  test('a port where somebody else answers for "localhost" over IPv6 is taken too', async (context) => {
    const stranger = server()
    const port = await new Promise<number | null>((resolve) => {
      stranger.once('error', () => resolve(null))
      stranger.listen(0, '::1', () => {
        const address = stranger.address()
        resolve(typeof address === 'object' && address ? address.port : null)
      })
    })
    if (port === null) return context.skip('no IPv6 here')
    expect(await listenOnFreePort(server(), '127.0.0.1', port, 'port')).toBeGreaterThan(port)
  })

  test('says what to do about an address that is not ours', async () => {
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port')).rejects.toThrow(PortError)
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port')).rejects.toThrow(/Cannot listen.*--host/)
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port', optionWords('pt-BR'))).rejects.toThrow(/Não dá para escutar.*--host/)
  })
})

describe('openDataFolder', () => {
  test('keeps the token for its owner only, also where an open file was left, and removes it', () => {
    const base = mkdtempSync(join(tmpdir(), 'sessionscope-test-'))
    folders.push(base)
    mkdirSync(join(base, '4100'))
    writeFileSync(join(base, '4100', 'token'), 'old', { mode: 0o644 })
    const folder = openDataFolder(base, 4100)
    expect(folder).toMatchObject({ path: join(base, '4100'), problem: null })
    folder.keepToken('secret')
    expect(readFileSync(join(base, '4100', 'token'), 'utf8')).toBe('secret\n')
    if (process.platform !== 'win32') expect(statSync(join(base, '4100', 'token')).mode & 0o777).toBe(0o600)
    folder.close()
    expect(() => statSync(join(base, '4100', 'token'))).toThrow('ENOENT')
  })
})
