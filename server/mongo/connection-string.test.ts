import { inspect } from 'node:util'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { secretsOf } from '../secrets.js'
import { ADDRESSES, type GivenAddress } from '../test/support/addresses.js'
import { ATTEMPT_CODES } from './attempt-codes.js'
import { readAddress } from './connection-string.js'

const cases = ADDRESSES.map((given): [string, GivenAddress] => [given.name, given])

describe('an address as it is shown', () => {
  test('there are at least 60 spellings, no two alike', () => {
    expect(new Set(ADDRESSES.map(({ uri }) => uri)).size).toBeGreaterThanOrEqual(60)
    expect(new Set(ADDRESSES.map(({ uri }) => uri)).size).toBe(ADDRESSES.length)
  })

  test.each(cases)('%s: nothing secret in it, before anything is taken out', (_name, { uri, secrets, valid }) => {
    const read = readAddress(uri.trim())
    expect(read.ok, inspect(read)).toBe(valid === true)
    for (const secret of secrets) expect(inspect(read)).not.toContain(secret)
    if (!read.ok) expect(ATTEMPT_CODES).toContain(read.code)
  })

  test.each([
    ['mongodb://127.0.0.1:41213/?directConnection=true', 'mongodb://127.0.0.1:41213/?directConnection=true'],
    ['mongodb://localhost', 'mongodb://localhost:27017/'],
    ['mongodb://ana:pw@db.example/shop', 'mongodb://***@db.example:27017/shop'],
    ['mongodb://ana@a.example:1,b.example:2/shop?replicaSet=rs0&w=majority&ssl=true', 'mongodb://***@a.example:1,b.example:2/shop?tls=true&replicaSet=rs0'],
    ['mongodb+srv://ana:pw@c.abc.example/?authSource=admin', 'mongodb+srv://***@c.abc.example/?authSource=admin'],
    ['mongodb://ana:pw@[::1]:22/x', 'mongodb://***@[::1]:22/x'],
    ['mongodb://%2Ftmp%2Fmongodb-27017.sock/shop', 'mongodb:///tmp/mongodb-27017.sock/shop'],
  ])('%s is shown as %s', (uri, shown) => {
    expect(readAddress(uri)).toEqual({ ok: true, shown })
  })
})

describe('what is wrong with an address', () => {
  test.each([
    ['', 'uri-scheme'],
    ['localhost:27017', 'uri-scheme'],
    ['mongo://localhost', 'uri-scheme'],
    ['mongodb://ana:p@ss@db.example/shop', 'uri-encoding'],
    ['mongodb://ana:p/ss@db.example/shop', 'uri-encoding'],
    ['mongodb://ana:p:ss@db.example/shop', 'uri-encoding'],
    ['mongodb://ana:100%@db.example/shop', 'uri-encoding'],
    ['mongodb://@db.example/shop', 'uri-user'],
    ['mongodb://:pw@db.example/shop', 'uri-user'],
    ['mongodb://ana:secret/shop', 'uri-host'],
    ['mongodb://ana%40db.example/shop', 'uri-host'],
    ['mongodb://ana:pw@<host>/shop', 'uri-host'],
    ['mongodb://ana:pw@db.example,/shop', 'uri-host'],
    ['mongodb://', 'uri-host'],
    ['mongodb://db.example:0', 'uri-host'],
    ['mongodb+srv://db.example:27017', 'uri-srv-host'],
    ['mongodb+srv://a.example,b.example', 'uri-srv-host'],
    ['mongodb://db.example/?pasword=1', 'uri-option-name'],
    ['mongodb://db.example/?tls', 'uri-option-name'],
    ['mongodb://db.example/?tls=perhaps', 'uri-option-value', 'tls'],
    ['mongodb://db.example/?tls=true&maxPoolSize=many', 'uri-option-value', 'maxPoolSize'],
    ['mongodb://ana:pw@db.example/?authMechanism=Kerberos', 'uri-option-value', 'authMechanism'],
    ['mongodb://db.example/?directConnection=true&loadBalanced=true', 'uri-malformed'],
    ['mongodb://db.example/sh\nop', 'uri-control'],
  ])('%j is %s %s', (uri, code, option = undefined as string | undefined) => {
    expect(readAddress(uri)).toMatchObject({ ok: false, code, ...(option ? { params: { option } } : {}) })
  })
})

describe('the second line of defence', () => {
  const { stdout, stderr } = process
  const writes = [stdout.write, stderr.write] as const
  let redactor: typeof import('../redact.js')
  // Each as in a launch of its own: what was kept before would help.
  beforeEach(async () => {
    vi.resetModules()
    redactor = await import('../redact.js')
  })
  afterEach(() => {
    ;[stdout.write, stderr.write] = writes
  })

  test.each(cases)("%s: it is taken out of the driver's own words, and out of a text that repeats the address", (_name, { uri, secrets }) => {
    const { describeError, keepSecrets, redact, redactAll } = redactor
    keepSecrets(uri)
    const decoded = attempt(() => decodeURIComponent(uri))
    const texts = [
      uri,
      decoded,
      encodeURIComponent(uri),
      JSON.stringify({ uri }),
      inspect({ uri }),
      new Error(uri).stack ?? '',
      driverSays(uri),
      uri.toLowerCase(),
    ]
    const shown = [
      ...texts.map(redact),
      // By the line, as the last words of a process are read.
      ...uri.split('\n').map(redact),
      describeError(new Error(driverSays(uri))),
      JSON.stringify(redactAll({ rows: texts.map((text) => ({ text })) })),
    ].join('\n')
    for (const secret of secrets) expect(shown).not.toContain(secret)
  })

  test('ordinary words stay in what the sandbox says itself, or they could be read off', () => {
    const { keepSecrets, redact, redactAll } = redactor
    keepSecrets('mongodb://admin:memory@127.0.0.1/shop')
    const sentence = { store: 'memory', text: 'The memory store is in use; authSource=admin.' }
    expect(redactAll(sentence)).toEqual(sentence)
    expect(redact('memory was refused')).toBe('*** was refused')
  })

  test.each(['mongodb://127.0.0.1:27017', 'mongodb://localhost/shop?tls=true&replicaSet=rs0', 'mongodb://a.example:1,b.example:2/?w=majority', ''])(
    'there is nothing secret in %j',
    (uri) => {
      expect(secretsOf(uri)).toEqual([])
    },
  )
})

function attempt(make: () => string): string {
  try {
    return make()
  } catch {
    return ''
  }
}

function driverSays(uri: string): string {
  try {
    return inspect(new MongoClient(uri).options.hosts)
  } catch (error) {
    return `${inspect(error)} ${error instanceof Error ? error.message : ''}`
  }
}
