/** A launch with a database address that holds credentials: every text that leaves it is searched for them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import type { Command } from '../../protocol/commands.js'
import { ADDRESSES, type GivenAddress } from '../support/addresses.js'
import { connectDashboard } from '../support/dashboard-socket.js'
import { launch, type Sandbox } from '../support/launch.js'
import { descendantsOf } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { sampled } from '../support/thoroughness.js'

/** Each by the option or by the variable, in turn. */
const cases = ADDRESSES.map((given, index) => ({ ...given, by: index % 2 === 0 ? 'MONGODB_URI' : '--mongodb-uri' }))

async function start({ uri, by }: { readonly uri: string; readonly by: string }): Promise<Sandbox> {
  // Everything that any package would print.
  const env = { DEBUG: '*', DEBUG_COLORS: '0' }
  return by === 'MONGODB_URI' ? launch({ env: { ...env, MONGODB_URI: uri } }) : launch({ env, args: [`--mongodb-uri=${uri}`] })
}

/** Everything that can be read of a sandbox from outside, by where it stands. */
async function everythingOf(sandbox: Sandbox): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const { frames, held } = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
  const commands: readonly Command[] = [
    { type: 'mongo:resolve' },
    { type: 'store:switch', to: 'mongodb' },
    { type: 'browser:log-in', browser: 'browser:alice' },
  ]
  for (const command of commands) texts.set(`answer to ${command.type}`, JSON.stringify(await sandbox.command(command)))
  texts.set('GET /api/state', JSON.stringify(await sandbox.state()))
  texts.set('snapshot of a socket', JSON.stringify(held()))
  texts.set('frames of a socket', JSON.stringify(frames))
  texts.set('page', await (await fetch(sandbox.dashboardUrl)).text())
  texts.set('shop', await (await fetch(sandbox.shopUrl)).text())
  for (const pid of descendantsOf(sandbox.pid)) {
    if (process.platform !== 'linux') continue
    texts.set(`arguments of ${pid}`, readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    texts.set(`environment of ${pid}`, readFileSync(`/proc/${pid}/environ`, 'utf8'))
  }
  for (const file of readdirSync(sandbox.dataFolder, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) texts.set(join(file.parentPath, file.name), readFileSync(join(file.parentPath, file.name), 'latin1'))
  }
  await sandbox.stop()
  texts.set('terminal', sandbox.output())
  return texts
}

function expectNone(texts: ReadonlyMap<string, string>, { secrets }: Pick<GivenAddress, 'secrets'>): void {
  for (const [where, text] of texts) for (const secret of secrets) expect.soft(text.includes(secret) ? `${where}: ${text}` : '', where).not.toContain(secret)
}

/** The first was seen in terminal, page and state. */
const known = cases.filter(({ uri }) => uri === 'mongodb://u:a/secret@127.0.0.1:1/shop')
const others = cases.filter((given) => !known.includes(given))
const chosen = [...known, ...sampled(others, 2)]

describe('a credential is in nothing that leaves a launch', () => {
  test.each(chosen)('$name, by $by', async (given) => {
    const sandbox = await start(given)
    const state = await sandbox.until('the search has ended', ({ mongo, server }) => mongo.phase !== 'resolving' && server.phase === 'running', 30_000)
    // A control: it was tried, and it is told that it does not serve.
    expect(state.mongo.attempts[0]).toMatchObject({ source: 'uri', outcome: 'failed' })
    await expect.poll(() => sandbox.output(), { timeout: 10_000 }).toContain('cannot be used')
    const texts = await everythingOf(sandbox)
    expect(texts.get('terminal')).toContain('sessionscope:')
    expectNone(texts, given)
  })
})

const SECRETS = { secrets: ['Geheim7', 'ana-meier'] }
const URI = 'mongodb://ana-meier:Geheim7/x@127.0.0.1:1/shop'

describe('an address in a wrong place is not repeated', () => {
  const places = [
    ['without its option', [URI], {}],
    ['as the name of an option', [`--${URI}`], {}],
    ['as an unknown option', [`--mongo=${URI}`], {}],
    ['as a port', ['--port', URI], {}],
    ['as the heap', [`--heap=${URI}`], {}],
    ['as a store', ['--store', URI], {}],
    ['as a language', ['--language', URI], {}],
    ['as a host', ['--host', URI], {}],
    ['as the variable of a store', [], { SESSIONSCOPE_STORE: URI }],
    ['as the variable of a port', [], { SESSIONSCOPE_SHOP_PORT: URI }],
  ] as const
  test.each(sampled(places, 4))('%s', async (_name, args, env) => {
    const child = spawn(process.execPath, ['server/start.mjs', '--no-open', '--data-dir', temporaryFolder(), ...args], {
      cwd: projectRoot,
      env: { ...process.env, MONGODB_URI: undefined, SESSIONSCOPE_PORT: '0', SESSIONSCOPE_SHOP_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    const [code] = await once(child, 'close')
    expect(code, printed).toBe(2)
    expect(printed).not.toBe('')
    expectNone(new Map([['terminal', printed]]), SECRETS)
  })
})
