/** Rotating the secrets of a running shop: old cookies count until their secret is dropped, and no value is seen anywhere. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onlyInstance } from '../../protocol/instance-state.js'
import { launch } from '../support/launch.js'

test('rotating logs nobody out, dropping does, and the values stay where they are', async () => {
  const sandbox = await launch()
  await sandbox.until('it runs', (state) => onlyInstance(state).phase === 'running')
  const verdictOf = async (id: string) => (await sandbox.state()).browsers.find((browser) => browser.id === id)?.jar[0]?.verdict
  const greeting = async (id: string) => (await sandbox.state()).browsers.find((browser) => browser.id === id)?.page?.greeting

  await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
  expect(await sandbox.command({ type: 'secrets:add' })).toEqual({ ok: true, value: { id: 'secret-2' } })
  expect(onlyInstance(await sandbox.state()).secrets).toEqual(['secret-2', 'secret-1'])
  await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
  await sandbox.command({ type: 'browser:log-in', browser: 'browser:bob' })
  expect(await verdictOf('browser:alice')).toMatchObject({ kind: 'good', secretId: 'secret-1', secretIndex: 1 })
  expect(await verdictOf('browser:bob')).toMatchObject({ kind: 'good', secretId: 'secret-2', secretIndex: 0 })
  expect(await greeting('browser:alice')).toContain('Alice')

  expect(await sandbox.command({ type: 'secrets:drop', id: 'secret-1' })).toEqual({ ok: true, value: null })
  expect(await verdictOf('browser:alice')).toMatchObject({ kind: 'bad-signature' })
  await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
  await sandbox.command({ type: 'browser:visit', browser: 'browser:bob' })
  expect(await greeting('browser:alice')).not.toContain('Alice')
  expect(await greeting('browser:bob')).toContain('Bob')
  expect(await sandbox.command({ type: 'secrets:drop', id: 'secret-2' })).toMatchObject({ ok: false, problem: { code: 'bad-input' } })

  await sandbox.command({ type: 'server:restart' })
  await sandbox.command({ type: 'browser:log-in', browser: 'browser:bob' })
  expect(await verdictOf('browser:bob')).toMatchObject({ kind: 'good', secretId: 'secret-2' })

  const state = await sandbox.state()
  const values = readFileSync(join(state.launch.dataFolder, 'session-secret'), 'utf8').trimEnd().split('\n')
  expect(values).toHaveLength(1)
  const seen = JSON.stringify([state, await sandbox.command({ type: 'server:source' })])
  for (const value of values) expect(seen).not.toContain(value)
}, 120_000)
