/** A recording that was opened in the running page is shown in a tab of its own, which nothing connects to a sandbox. It is handed over there as it is. */

/** Stands in the address of a page that shows a recording; its value names one that came with the page. */
export const RECORDING_PARAMETER = 'recording'

const READY = 'sessionscope: ready for a recording'
/** A tab that was not ready by then is not waited for: it would be given a file that nobody remembers. */
const READY_WITHIN_MS = 2 * 60_000

/** Opens the tab and hands the file over when it is ready. @returns false: the browser has kept it from opening */
export function openInTab(file: Blob): boolean {
  const url = new URL(location.href)
  url.hash = ''
  url.searchParams.set(RECORDING_PARAMETER, '')
  const tab = window.open(url)
  if (tab === null) return false
  const waiting = new AbortController()
  const { signal } = waiting
  const hand = (event: MessageEvent) => {
    if (event.source !== tab || event.origin !== location.origin || event.data !== READY) return
    waiting.abort()
    tab.postMessage(file, location.origin)
  }
  addEventListener('message', hand, { signal })
  // One that was closed before, or has led elsewhere, says nothing any more.
  const timer = setTimeout(() => waiting.abort(), READY_WITHIN_MS)
  signal.addEventListener('abort', () => clearTimeout(timer))
  return true
}

/** Tells the page that opened this one, if one did, and takes what it hands over. @returns how to stop waiting */
export function awaitHandedOver(onFile: (file: Blob) => void): () => void {
  const opener = window.opener as Window | null
  const take = (event: MessageEvent) => {
    if (event.source === opener && event.origin === location.origin && event.data instanceof Blob) onFile(event.data)
  }
  addEventListener('message', take)
  // Of a file of this machine there is no origin that a message could be meant for.
  if (opener !== null && location.protocol !== 'file:') opener.postMessage(READY, location.origin)
  return () => removeEventListener('message', take)
}
