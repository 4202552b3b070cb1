import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { lineThatAllows } from '../gateway/forwarded-hosts.js'
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

  test('the address of another database server is found by its option, its variable, or another one in which it is often kept', () => {
    const urls = (env: NodeJS.ProcessEnv, argv: readonly string[] = []) => settings(argv, env).servedUrls
    expect(urls({})).toMatchObject({ redis: null, postgres: null, mysql: null, memcached: null })
    expect(urls({ MYSQL_URL: 'mysql://a/x', DATABASE_URL: 'postgres://b/x' })).toMatchObject({
      mysql: { url: 'mysql://a/x', variable: 'MYSQL_URL' },
      postgres: { url: 'postgres://b/x', variable: 'DATABASE_URL' },
    })
    expect(urls({ DATABASE_URL: 'mysql://b/x' }).mysql).toEqual({ url: 'mysql://b/x', variable: 'DATABASE_URL' })
    expect(urls({ DATABASE_URL: 'postgres://b/x' }).mysql).toBeNull()
    expect(urls({ DATABASE_URL: 'mysql://b/x' }, ['--mysql-url', 'mysql://c']).mysql).toEqual({ url: 'mysql://c', variable: 'MYSQL_URL' })
    expect(urls({ MEMCACHE_SERVERS: '10.0.0.7:11211' }).memcached).toEqual({ url: 'memcached://10.0.0.7:11211', variable: 'MEMCACHE_SERVERS' })
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
    [['--port'], /'--port <value>'.*argument is missing/],
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

  test.each([
    [['--port', '70000'], /--port precisa ser um número inteiro de 0 a 65535, não "70000"/],
    [['--nope'], /Opção desconhecida: '--nope'/],
    [['--port'], /falta o argumento/],
    [['x'], /Argumento inesperado: 'x'/],
    [['--language', 'fr'], /--language precisa ser/],
  ])('%j is refused in Portuguese where the system speaks it', (argv, message) => {
    expect(() => settings(argv, { LANG: 'pt_BR.UTF-8' })).toThrow(message)
  })

  test('an option is spoken of in the language that is asked for beside it', () => {
    expect(() => settings(['--nope', '--language', 'pt-BR'])).toThrow(/Opção desconhecida/)
    expect(() => settings(['--nope', '--language=en'], { LANG: 'pt_BR.UTF-8' })).toThrow(/Unknown option/)
    expect(() => settings(['--nope'], { LANG: 'C', SESSIONSCOPE_LANGUAGE: 'pt-BR' })).toThrow(/Opção desconhecida/)
  })

  test('--help and --version win', () => {
    expect(readSettings(['--help'], { LANG: 'C' })).toEqual({ kind: 'help', language: 'en' })
    expect(readSettings(['--help', '--language', 'pt-BR'], { LANG: 'C' })).toEqual({ kind: 'help', language: 'pt-BR' })
    expect(readSettings(['--version'], {}).kind).toBe('version')
  })
})

describe('names of tunnels and forwarded ports', () => {
  test('are given again and again, with commas, or in the variable; an address is taken for its name', () => {
    expect(settings([]).allowedHosts).toEqual([])
    expect(settings(['--allow-host', 'A.example', '--allow-host', 'b.example:8080, [::1]:9,']).allowedHosts).toEqual(['a.example', 'b.example:8080', '[::1]:9'])
    expect(settings([], { SESSIONSCOPE_ALLOW_HOST: 'a.example,b.example' }).allowedHosts).toEqual(['a.example', 'b.example'])
    expect(settings(['--allow-host', 'c.example'], { SESSIONSCOPE_ALLOW_HOST: 'a.example' }).allowedHosts).toEqual(['c.example'])
    expect(settings(['--allow-host', 'https://a.example/']).allowedHosts).toEqual(['a.example'])
    expect(settings(['--shop-url', 'https://A.example/']).shopUrl).toBe('https://a.example')
    expect(settings(['--host', '[::1]']).host).toBe('::1')
  })

  test.each([
    '*',
    '*.example',
    'a b',
    'a/b',
    'a@b',
    'a.example:x',
    'a.example:',
    ';',
    '$(x)',
    'a;b',
    "a'b",
    '<b>',
    'a.example:123456',
    '-a.example',
    'https://a.example/path',
  ])('%j is no name', (name) => {
    expect(() => settings([`--allow-host=${name}`])).toThrow(/--allow-host takes a name as the browser shows it/)
  })

  test.each(['a.example', 'ftp://a.example', 'https://', 'https://a.example/shop', 'https://u:p@a.example', 'javascript:alert(1)'])(
    '%j is no address',
    (url) => {
      expect(() => settings(['--shop-url', url])).toThrow(/--shop-url takes an address such as/)
    },
  )

  test('the line that lets a refused name in holds the whole answer, and never anything but a name', () => {
    const ports = { dashboardPort: 4000, shopPort: 4100 }
    expect(lineThatAllows('name-4000.app.example', 'dashboard', ports)).toBe(
      'npm start -- --allow-host name-4000.app.example --shop-url https://name-4100.app.example',
    )
    expect(lineThatAllows('name-4000.app.example:9', 'dashboard', ports)).toContain('--shop-url http://name-4100.app.example:9')
    expect(lineThatAllows('name-4100.app.example', 'shop', ports)).toBe('npm start -- --allow-host name-4100.app.example')
    for (const host of ['localhost:8080', 'name.example', 'name-14000.example'])
      expect(lineThatAllows(host, 'dashboard', ports)).toBe(`npm start -- --allow-host ${host}`)
    for (const host of [undefined, '', 'a b', '$(x)', '"', '<script>', 'a;b', 'https://a.example']) expect(lineThatAllows(host, 'dashboard', ports)).toBeNull()
  })
})

describe('the table of options', () => {
  test('--help has every option with its variable', () => {
    for (const language of ['en', 'pt-BR'] as const) {
      const text = helpText('1.2.3', language)
      for (const { name, variable, description } of OPTIONS) {
        expect(text).toContain(`--${name}`)
        expect(text).toContain(variable ?? '')
        expect(text).toContain(description[language])
      }
    }
    expect(OPTIONS.filter(({ description }) => description.en === description['pt-BR'])).toEqual([])
    expect(helpText('1.2.3', 'pt-BR')).not.toMatch(/\b(default|Usage|looks for|of the system|where its option)\b/)
  })

  test.each([
    ['README.md', 'en'],
    ['README.pt-BR.md', 'pt-BR'],
  ] as const)('%s has the very table', (file, language) => {
    expect(readFileSync(join(projectRoot, file), 'utf8')).toContain(settingsTable(language))
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
