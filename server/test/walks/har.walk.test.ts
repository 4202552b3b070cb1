/** The requests, exported by clicks, as the developer tools of other browsers show them once they have imported that very file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDashboard } from '../e2e/dashboard.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { harSchema } from '../support/har-schema.js'
import { launch, type Sandbox } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { importInChromium } from './chromium-network.js'
import { findFirefox } from './firefox.js'
import { importInFirefox } from './firefox-network.js'
import type { ImportArchive } from './network-panel.js'

/** How long the store takes to read a session: long enough to be told from nothing where a panel shows whole milliseconds. */
const SLOW_MS = 40

describe.skipIf(withoutChromium)('an exported archive in the developer tools', () => {
  let sandbox: Sandbox
  let path = ''
  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    const alice = 'browser:alice'
    for (const command of [
      { type: 'browser:log-in', browser: alice },
      { type: 'fault:set', fault: 'wire-delay', settings: { get: SLOW_MS } },
      { type: 'browser:add-to-cart', browser: alice, item: 'cookies' },
      { type: 'browser:visit', browser: alice, path: '/me' },
      { type: 'browser:visit', browser: 'browser:bob', path: '/nowhere' },
    ] as const)
      expect(await sandbox.command(command)).toMatchObject({ ok: true })
    const dashboard = await openDashboard(await openBrowser(), sandbox)
    await dashboard.pane('requests').getByRole('button', { name: 'Keep and show' }).first().click()
    const dialog = dashboard.page.getByRole('dialog')
    await dialog.getByRole('navigation').getByRole('button', { name: 'HAR' }).click()
    await dialog.getByRole('region', { name: 'HAR' }).getByRole('checkbox').check()
    const [download] = await Promise.all([dashboard.page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as a file' }).click()])
    path = join(temporaryFolder(), download.suggestedFilename())
    await download.saveAs(path)
    await dashboard.close()
  })
  afterAll(() => sandbox?.stop())

  const check = async (importArchive: ImportArchive) => {
    const { entries } = harSchema.parse(JSON.parse(await readFile(path, 'utf8'))).log
    const chosen = entries.findIndex(({ request: { method, url } }) => method === 'POST' && url.endsWith('/cart'))
    const entry = entries[chosen]
    if (entry === undefined) throw new Error('Nothing was put into the cart.')
    const { rows, details } = await importArchive(path, { count: entries.length, chosen })

    expect(rows.map(({ status }) => status)).toEqual(entries.map(({ response }) => String(response.status)))
    // The home page has no name: one writes its host, the other a slash.
    const names = entries.map(({ request: { url } }) => new URL(url).pathname.slice(1))
    expect(rows.map(({ name }) => name.replace(/^(localhost|127\.0\.0\.1|\/)$/, ''))).toEqual(names)
    for (const [index, { time }] of rows.entries()) if (time !== '') expectShown(time, entries[index]?.time)
    expect(rows.some(({ time }) => time !== '')).toBe(true)
    // A sum such as 3.9749999999999996 ms.
    for (const { time } of rows) expect(time).not.toMatch(/\.\d{4}/)

    expect(details.headers).toContain('POST')
    expect(details.headers).toContain(entry.request.url)
    for (const { name, value } of entry.request.cookies) for (const text of [name, value]) expect(details.cookies).toContain(text)
    expect(entry.request.cookies).toHaveLength(1)
    expect(details.timings).not.toMatch(/-\d+\s*(ms|s|[μµ]s)/)
    const waited = /Waiting[^\d]*([\d.,]+ (?:ms|s|[μµ]s))/.exec(details.timings)?.[1] ?? ''
    expectShown(waited, entry.timings.wait)
    // The control: there is something to tell from nothing.
    expect(entry.timings.wait).toBeGreaterThan(SLOW_MS)
  }

  test('of Chromium', () => check(importInChromium))
  test.skipIf(findFirefox() === null)('of Firefox', () => check(importInFirefox))
})

/** @param text as a panel shows a time: `3.25 ms`, `1.28 s`, `16 μs`; to the millisecond at best */
function expectShown(text: string, ms = Number.NaN): void {
  const [, number = '', unit = ''] = /([\d.,]+)\s*(ms|s|[μµ]s)/.exec(text) ?? []
  const perUnit = unit === 's' ? 1000 : unit === 'ms' ? 1 : 0.001
  expect(number, text).not.toBe('')
  expect(Math.abs(Number(number) * perUnit - ms), `${text} for ${ms} ms`).toBeLessThanOrEqual(Math.max(1, ms / 100))
}
