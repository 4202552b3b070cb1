import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openInTab } from './recording-tab.js'

const READY = 'sessionscope: ready for a recording'
const file = new Blob(['a recording'])
const tab = { postMessage: vi.fn() }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('open', () => tab)
  tab.postMessage.mockReset()
})
afterEach(() => {
  // Whoever still waits gives up.
  vi.runAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A message from that tab; jsdom lets no plain object be the source of one. */
function message(data: unknown, source: unknown = tab, origin = location.origin): void {
  const event = new MessageEvent('message', { data, origin })
  Object.defineProperty(event, 'source', { value: source })
  dispatchEvent(event)
}

test('a tab that says it is ready is handed the file, once', () => {
  expect(openInTab(file)).toBe(true)
  message(READY)
  message(READY)
  expect(tab.postMessage.mock.calls).toEqual([[file, location.origin]])
})

test('nobody else is handed anything', () => {
  openInTab(file)
  message(READY, {})
  message(READY, tab, 'https://elsewhere.example')
  message('something else')
  expect(tab.postMessage).not.toHaveBeenCalled()
})

test('a tab that never says so is not waited for', () => {
  openInTab(file)
  vi.advanceTimersByTime(3 * 60_000)
  expect(vi.getTimerCount()).toBe(0)
  message(READY)
  expect(tab.postMessage).not.toHaveBeenCalled()
})

test('one that the browser kept from opening is told of', () => {
  vi.stubGlobal('open', () => null)
  expect(openInTab(file)).toBe(false)
  expect(vi.getTimerCount()).toBe(0)
})
