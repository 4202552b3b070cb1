import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { hasDesktop } from './open-browser.js'
import { helpText, OPTIONS, settingsTable } from './options-table.js'
import { BadOptionError, readSettings, type Settings } from './settings.js'

function settings(argv: readonly string[], env: NodeJS.ProcessEnv = { LANG: 'C' }): Settings {
  const request = readSettings(argv, env)
  if (request.kind !== 'run') throw new Error(request.kind)
  return request.settings
}

describe('readSettings', () => {
  test('has defaults', () => {
    expect(settings([])).toMatchObject({
      dashboardPort: 4000,
      shopPort: 4100,
      host: '127.0.0.1',
      open: true,
      heapLimitMb: 128,
      store: 'memory',
      mongodbUri: null,
      language: 'en',
    })
  })

  test('an option beats its variable, which beats the default; an empty variable is none', () => {
    const env = { SESSIONSCOPE_PORT: '5000', SESSIONSCOPE_HEAP_MB: '64', MONGODB_URI: 'mongodb://a', SESSIONSCOPE_STORE: ' ', SESSIONSCOPE_OPEN: '0' }
    expect(settings(['--port', '5001'], env)).toMatchObject({ dashboardPort: 5001, heapLimitMb: 64, mongodbUri: 'mongodb://a', store: 'memory', open: false })
  })

  test.each([
    ['pt_BR.UTF-8', 'pt-BR'],
    ['pt', 'pt-BR'],
    ['en_US.UTF-8', 'en'],
    ['C', 'en'],
    ['ptx', 'en'],
  ])('locale %s → %s', (LANG, expected) => {
    expect(settings([], { LANG }).language).toBe(expected)
  })

  test.each([
    [['--port', '70000'], /--port must be a whole number from 0 to 65535, not "70000"/],
    [['--port', '1e3'], /--port must/],
    [['--port=-1'], /--port must/],
    [['--heap', '513'], /from 64 to 512/],
    [['--language', 'fr'], /"en" or "pt-BR"/],
    [['--nope'], /Unknown option '--nope'.*--help/],
    [['--port'], /argument missing/],
    [['x'], /Unexpected argument/],
  ])('%j is refused in one line', (argv, message) => {
    expect(() => settings(argv)).toThrow(BadOptionError)
    expect(() => settings(argv)).toThrow(message)
    try {
      settings(argv)
    } catch (error) {
      expect(String(error)).not.toContain('\n')
    }
  })

  test('--help and --version win', () => {
    expect(readSettings(['--help'], {}).kind).toBe('help')
    expect(readSettings(['--version'], {}).kind).toBe('version')
  })
})

describe('the table of options', () => {
  test('--help has every option with its variable', () => {
    const text = helpText('1.2.3')
    for (const { name, variable } of OPTIONS) {
      expect(text).toContain(`--${name}`)
      expect(text).toContain(variable ?? '')
    }
  })

  test('README.md has the very table', () => {
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8')).toContain(settingsTable())
  })

  test('README.pt-BR.md has every setting, in its own words', () => {
    const readme = readFileSync(join(projectRoot, 'README.pt-BR.md'), 'utf8')
    const heads = settingsTable()
      .split('\n')
      .slice(2)
      .map((row) => row.split(' | ').slice(0, 2).join(' | '))
    expect(heads).toHaveLength(OPTIONS.filter(({ variable }) => variable !== null).length)
    for (const head of heads) expect(readme).toContain(head)
  })
})

test('the browser opens where there is a desktop, and somebody at it', () => {
  expect(hasDesktop({ DISPLAY: ':0' }, 'linux', true)).toBe(true)
  expect(hasDesktop({ WAYLAND_DISPLAY: 'w' }, 'linux', true)).toBe(true)
  expect(hasDesktop({}, 'linux', true)).toBe(false)
  expect(hasDesktop({}, 'darwin', true)).toBe(true)
  expect(hasDesktop({}, 'win32', true)).toBe(true)
  expect(hasDesktop({ DISPLAY: ':0' }, 'linux', false)).toBe(false)
  expect(hasDesktop({ DISPLAY: ':0', CI: 'true' }, 'linux', true)).toBe(false)
  expect(hasDesktop({ DISPLAY: ':0', SSH_CONNECTION: 'x' }, 'linux', true)).toBe(false)
})
