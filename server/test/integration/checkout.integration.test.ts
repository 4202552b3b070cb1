/** A checkout as it may stand on other people's machines: oddly named, of which nothing may be written, cloned with other line ends. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder, projectRoot } from '../../paths.js'
import { launch } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const SHOP_NAMES = SHOPS.map(({ name }) => name)
/** A copy of what the sandbox is started from. @param built with the server's part of dist/ */
function copyCheckout(name: string, built: boolean): string {
  const copy = join(temporaryFolder(), name)
  mkdirSync(copy)
  const parts = ['catalogue', 'client', 'server', 'lessons', 'package.json', 'package-lock.json', 'tsconfig.json', ...(built ? ['dist/server'] : [])]
  for (const part of parts) cpSync(join(projectRoot, part), join(copy, part), { recursive: true, preserveTimestamps: true })
  // Links for most packages; but these bring style sheets, and those have to be found below the odd name too.
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(projectRoot, 'node_modules'))) {
    if (name === '@fontsource-variable') cpSync(join(projectRoot, 'node_modules', name), join(copy, 'node_modules', name), { recursive: true })
    else if (!name.startsWith('.')) symlinkSync(join(projectRoot, 'node_modules', name), join(copy, 'node_modules', name), 'junction')
  }
  if (built) writeFileSync(join(copy, 'dist/.built-server'), String(Date.now()))
  return copy
}

describe('a folder with an odd name', () => {
  // What Windows allows in a name, and what it does not.
  const name = process.platform === 'win32' ? `a #1 100% ü 'q'` : `a #1? b 100% ü 'q" & $x`

  test('the page is built there, and the sandbox runs', { timeout: 240_000 }, async () => {
    const checkout = copyCheckout(name, true)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['server/start.mjs', '--build-only'], { cwd: checkout, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Building')
    const sandbox = await launch({ checkout, dataFolder: join(checkout, 'data #1?') })
    const page = await (await fetch(sandbox.dashboardUrl)).text()
    const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
    expect(assets.length).toBeGreaterThanOrEqual(3)
    for (const asset of assets) expect((await fetch(sandbox.dashboardUrl + asset)).status).toBe(200)
    const state = await sandbox.until('it runs', ({ server, mongo }) => server.phase === 'running' && mongo.phase === 'up', 60_000)
    expect(state.launch.dataFolder).toContain(checkout)
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
    expect((await sandbox.command({ type: 'store:switch', to: 'mongodb', carryOver: true })).ok).toBe(true)
    await sandbox.stop()
  })

  test('the tests say in one line that they cannot run there', () => {
    const checkout = copyCheckout('b #1', false)
    const { status, stderr } = spawnSync(process.execPath, ['server/test/run-tests.mjs'], { cwd: checkout, encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^The tests cannot run in .*b #1: .* Move the checkout to another folder\.\n$/)
  })
})

test('a checkout that was never built and cannot be written to says so in one line', () => {
  const checkout = copyCheckout('read-only', false)
  chmodSync(checkout, 0o555)
  chmodSync(join(checkout, '..'), 0o755)
  // Root may write everywhere, so it steps back from that.
  const unprivileged = `data:text/javascript,process.geteuid && process.geteuid() === 0 && process.seteuid(65534)`
  const { status, stderr } = spawnSync(process.execPath, ['--import', unprivileged, 'server/start.mjs', '--no-open'], { cwd: checkout, encoding: 'utf8' })
  chmodSync(checkout, 0o755)
  expect(stderr).toMatch(/^Sessionscope has to be built first, and .*dist cannot be written \(E[A-Z]+\)\. Make .*read-only writable.*npm run build.*\n$/)
  expect(status).toBe(2)
})

describe('line ends', () => {
  test('a clone on a machine that wants CRLF has LF all the same', () => {
    const folder = temporaryFolder()
    const origin = join(folder, 'origin')
    const git = (...args: string[]) => {
      const { status, stderr, error } = spawnSync('git', args, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'none') },
      })
      if (status !== 0) throw new Error(`git ${args[0]}: ${error?.message ?? stderr}`)
    }
    mkdirSync(origin)
    const files = ['.gitattributes', 'README.md', 'server/curriculum/load.ts', 'lessons/lesson.schema.json', 'lessons/glossary.yml', 'client/index.html']
    for (const file of files) cpSync(join(projectRoot, file), join(origin, file))
    // The control: a file that is asked for as it is in the repository of somebody else.
    writeFileSync(join(origin, 'control.txt'), 'one\ntwo\n')
    writeFileSync(join(origin, '.gitattributes'), `${readFileSync(join(origin, '.gitattributes'), 'utf8')}control.txt !eol\n`)
    git('init', '-q', origin)
    git('-C', origin, 'add', '.')
    git('-C', origin, '-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'One')
    git('-c', 'core.autocrlf=true', 'clone', '-q', origin, 'clone')
    expect(readFileSync(join(folder, 'clone', 'control.txt'), 'utf8')).toBe('one\r\ntwo\r\n')
    for (const file of files) expect(readFileSync(join(folder, 'clone', file), 'utf8'), file).not.toContain('\r')
  })

  test('lessons that an editor saved with CRLF are the same lessons', async () => {
    const folder = join(temporaryFolder(), 'lessons')
    cpSync(lessonsFolder, folder, { recursive: true })
    let changed = 0
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(md|yml)$/.test(name)) continue
      const path = join(folder, name)
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'))
      changed += 1
    }
    expect(changed).toBeGreaterThan(30)
    const [theirs, ours] = await Promise.all([loadCurriculum(folder, SHOP_NAMES), loadCurriculum(lessonsFolder, SHOP_NAMES)])
    expect(ours.reading.lessons.length).toBeGreaterThan(0)
    expect(theirs).toEqual(ours)
  })
})
