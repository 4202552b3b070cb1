import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import { keepSecret } from './launch/session-secret.js'
import { SigningSecrets } from './signing-secrets.js'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  chmodSync(folder, 0o700)
})

const use = async () => {}
const lines = () => readFileSync(join(folder, 'session-secret'), 'utf8').trimEnd().split('\n')

test('a new one comes in front, is kept, and gets an id that no other had', async () => {
  const secrets = new SigningSecrets(keepSecret(folder, true))
  await secrets.change(() => secrets.withNew(), use)
  expect(secrets.ids).toEqual(['secret-2', 'secret-1'])
  expect(lines()).toEqual(secrets.list.map(({ value }) => value))
  await secrets.change(() => secrets.without('secret-2'), use)
  await secrets.change(() => secrets.withNew(), use)
  expect(secrets.ids).toEqual(['secret-3', 'secret-1'])
})

test('the next launch has the same ones: what was dropped does not come back', async () => {
  const secrets = new SigningSecrets(keepSecret(folder, true))
  await secrets.change(() => secrets.withNew(), use)
  const [newest] = secrets.list
  await secrets.change(() => secrets.without('secret-1'), use)
  expect(new SigningSecrets(keepSecret(folder, false)).list).toEqual([{ id: 'secret-1', value: newest?.value }])
})

test('the last one stays, and there is no other than those that there are', () => {
  const secrets = new SigningSecrets(keepSecret(folder, true))
  expect(() => secrets.without('secret-1')).toThrow(/last secret cannot be dropped/)
  expect(() => secrets.without('secret-7')).toThrow(/no secret "secret-7"/)
})

test('where the shop does not take them, all is as it was', async () => {
  const secrets = new SigningSecrets(keepSecret(folder, true))
  const before = lines()
  await expect(
    secrets.change(
      () => secrets.withNew(),
      () => Promise.reject(new Error('away')),
    ),
  ).rejects.toThrow('away')
  expect(secrets.ids).toEqual(['secret-1'])
  expect(lines()).toEqual(before)
})

test('where they cannot be kept, nothing changes', async () => {
  const kept = keepSecret(folder, true)
  const secrets = new SigningSecrets({ ...kept, path: join(folder, 'no-such-folder', 'session-secret') })
  let asked = false
  await expect(
    secrets.change(
      () => secrets.withNew(),
      async () => {
        asked = true
      },
    ),
  ).rejects.toThrow(/stay as they are/)
  expect([asked, secrets.ids]).toEqual([false, ['secret-1']])
})
