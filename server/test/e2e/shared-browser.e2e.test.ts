import { expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'

test.skipIf(withoutChromium)('who asks for a browser at the same time gets the same, also after the one before is gone', async () => {
  const before = await openBrowser()
  await before.close()
  const [one, other] = await Promise.all([openBrowser(), openBrowser()])
  expect(other).toBe(one)
  expect(one).not.toBe(before)
  expect(one.isConnected()).toBe(true)
})
