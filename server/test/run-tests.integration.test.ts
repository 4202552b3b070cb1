/** The test command on a machine that lacks things: it says so at the end, and with everything required it fails. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

const nowhere = join(projectRoot, 'nowhere')

/** Runs the command for one small test file, on a machine where neither browser nor database server can be found. */
function runTests(extra: Record<string, string> = {}, ...options: readonly string[]) {
  const { VITEST: _vitest, SESSIONSCOPE_TESTS_REQUIRE_ALL: _all, ...rest } = process.env
  const args = ['server/test/run-tests.mjs', '--project', 'unit', 'server/test/support/summarise', ...options]
  return spawnSync(process.execPath, args, {
    cwd: projectRoot,
    env: { ...rest, CHROMIUM_PATH: nowhere, MONGOD_BINARY: nowhere, ...extra },
    encoding: 'utf8',
  })
}

describe('npm test', () => {
  test('names what it could not bring, and passes without it', () => {
    // In full, it would walk through other browsers as well; none is found where no program is.
    const { status, stdout } = runTests({ PATH: nowhere }, '--full')
    expect(stdout).toContain('Firefox could not be brought: this machine has no firefox: install firefox-esr.')
    expect(stdout).toContain('WebKit could not be brought: this machine has no WebKitWebDriver and no Xvfb: install webkit2gtk-driver and xvfb.')
    expect(stdout).toContain(`Chromium could not be brought: CHROMIUM_PATH is ${nowhere}`)
    expect(stdout).toContain(`A real mongod could not be brought: MONGOD_BINARY is ${nowhere}`)
    expect(stdout).toMatch(/Tests: [1-9]\d* passed, 0 failed, 0 skipped\.\n$/)
    expect(status).toBe(0)
  })

  test('fails for the same where everything is required', () => {
    const { status, stdout } = runTests({ SESSIONSCOPE_TESTS_REQUIRE_ALL: '1' })
    expect(stdout).toContain('counts as a failure')
    expect(status).toBe(1)
  })
})
