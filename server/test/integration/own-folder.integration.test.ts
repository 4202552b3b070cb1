/** What a launch keeps for the next one, and from whom it keeps it. */
import { execFile } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { entryPath } from '../../paths.js'
import { launch, type Sandbox } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Logs in as a browser does. @returns the Cookie header from then on */
async function logIn({ shopUrl }: Sandbox): Promise<string> {
  const answer = await fetch(`${shopUrl}/login`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: 'Ana' }) })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (!cookie) throw new Error(`The log-in answered ${answer.status} without a cookie.`)
  return cookie
}

async function isIn({ shopUrl }: Sandbox, cookie: string): Promise<boolean> {
  const me = (await (await fetch(`${shopUrl}/me`, { headers: { cookie } })).json()) as { isLoggedIn: boolean }
  return me.isLoggedIn
}

async function launchOn(dataFolder: string, shopPort = 0): Promise<Sandbox> {
  const sandbox = await launch({ dataFolder, shopPort, args: ['--store', 'mongodb'] })
  await sandbox.until('MongoDB serves', ({ server, mongo }) => server.phase === 'running' && mongo.phase === 'up', 60_000)
  return sandbox
}

function everythingIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
}

/** Everything below a folder that group or others may touch. */
function openToOthers(folder: string): readonly string[] {
  return everythingIn(folder).filter((path) => (statSync(path).mode & 0o077) !== 0)
}

describe('launch after launch on one folder', () => {
  test('sessions in MongoDB stay usable; a damaged secret is told, and costs the cookies only', { timeout: 240_000 }, async () => {
    const dataFolder = temporaryFolder()
    const first = await launchOn(dataFolder)
    const { shopPort } = first
    const secretPath = join(dataFolder, String(shopPort), 'session-secret')
    const secret = readFileSync(secretPath, 'utf8').trim()
    const cookie = await logIn(first)
    if (process.platform !== 'win32') {
      expect(openToOthers(dataFolder)).toEqual([])
      expect(readdirSync(join(dataFolder, String(shopPort))).length).toBeGreaterThanOrEqual(3)
    }
    await first.stop()

    const second = await launchOn(dataFolder, shopPort)
    expect(await isIn(second, cookie)).toBe(true)
    expect(second.token).not.toBe(first.token)
    expect(second.output()).not.toContain('secret')
    await second.stop()

    // A damaged file, and everything as open as an earlier version left it.
    writeFileSync(secretPath, secret.slice(0, 20))
    if (process.platform !== 'win32') for (const path of everythingIn(dataFolder)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644)
    const third = await launchOn(dataFolder, shopPort)
    expect(await isIn(third, cookie)).toBe(false)
    expect((await third.until('they were counted', ({ store }) => store.sessionCount !== null)).store.sessionCount).toBeGreaterThanOrEqual(1)
    expect(third.output()).toContain(`The session secret in ${secretPath} was damaged, so a new one was made.`)
    if (process.platform !== 'win32') expect(openToOthers(dataFolder)).toEqual([])
    await third.stop()
    for (const { output } of [first, second, third]) expect(output()).not.toContain(secret)
  })

  test('launches that make a secret in one folder at once agree on it', async () => {
    const folder = temporaryFolder()
    const module = pathToFileURL(entryPath('supervisor/launch/session-secret')).href
    const startAt = Date.now() + 1_500
    const script = `const { keepSecret } = await import(${JSON.stringify(module)}); while (Date.now() < ${startAt}); process.stdout.write(keepSecret(${JSON.stringify(folder)}, true).values[0])`
    const run = promisify(execFile)
    const values = await Promise.all(Array.from({ length: 4 }, async () => (await run(process.execPath, ['--input-type=module', '-e', script])).stdout))
    expect(new Set(values).size).toBe(1)
    expect(values[0]).toMatch(/^[\w-]{43}$/)
    expect(readdirSync(folder)).toEqual(['session-secret'])
  })
})

describe('with --host, when others can connect', () => {
  test('says first who then has control, and gives the page without the token at every address', async () => {
    const sandbox = await launch({ args: ['--host', '0.0.0.0'] })
    const lines = sandbox.output().trim().split('\n')
    expect(lines[0]).toContain('Warning: --host 0.0.0.0 lets everybody who can reach this machine')
    expect(lines[1]).toMatch(/^Whoever has the token.* controls the sandbox/)
    expect(sandbox.output()).toContain(`${sandbox.dashboardUrl}/#token=${sandbox.token}\n`)

    const state = await sandbox.state()
    expect(state.launch.dashboardPort).toBe(sandbox.dashboardPort)
    for (const host of ['localhost', '127.0.0.1']) {
      const page = await (await fetch(`http://${host}:${sandbox.dashboardPort}/`)).text()
      expect(page).toContain('<meta name="sessionscope-token" content="">')
      expect(page).not.toContain(sandbox.token)
    }
    expect((await fetch(`${sandbox.dashboardUrl}/api/state`)).status).toBe(401)
    await sandbox.stop()
  })
})
