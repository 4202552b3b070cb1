import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { awaitHandedOver, openInTab, RECORDING_PARAMETER } from './recording-tab.js'

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

test('the tab is this page, told by its address that a recording is to come, without what else stood behind the #', () => {
  const opened = vi.fn((_address: URL) => tab)
  vi.stubGlobal('open', opened)
  history.replaceState(null, '', '/?filter=x#try=bCODE')
  openInTab(file)
  const [address] = opened.mock.calls[0] ?? []
  expect([address?.searchParams.get(RECORDING_PARAMETER), address?.searchParams.get('filter'), address?.hash]).toEqual(['', 'x', ''])
  history.replaceState(null, '', '/')
})

test('a tab that was handed the file is not waited for any longer', () => {
  openInTab(file)
  message(READY)
  expect(vi.getTimerCount()).toBe(0)
})

test('a page that was opened for a recording says that it is ready, and takes a file from whoever opened it alone', () => {
  const opener = { postMessage: vi.fn() }
  vi.stubGlobal('opener', opener)
  const taken = vi.fn()
  const stop = awaitHandedOver(taken)
  expect(opener.postMessage.mock.calls).toEqual([[READY, location.origin]])
  message(file, tab)
  message(file, opener, 'https://elsewhere.example')
  message('no file', opener)
  expect(taken).not.toHaveBeenCalled()
  message(file, opener)
  expect(taken.mock.calls).toEqual([[file]])
  stop()
  message(file, opener)
  expect(taken).toHaveBeenCalledOnce()
})

test('one that nobody opened tells nobody, and neither does one that is a file of this machine', () => {
  vi.stubGlobal('opener', null)
  expect(awaitHandedOver(() => {})).not.toThrow()
  const opener = { postMessage: vi.fn() }
  vi.stubGlobal('opener', opener)
  vi.stubGlobal('location', { protocol: 'file:', origin: 'null' })
  awaitHandedOver(() => {})()
  expect(opener.postMessage).not.toHaveBeenCalled()
})
