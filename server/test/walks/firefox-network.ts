/** Firefox's network monitor, in a window of its developer tools: a file is dropped on it, and what it shows is read. */
import { evaluate, startFirefox } from './firefox.js'
import { IMPORTED_WITHIN_MS, type ImportArchive, type ShownArchive } from './network-panel.js'

interface Windows {
  readonly contexts: readonly { readonly context: string }[]
}

/** @throws when there is no Firefox */
export const importInFirefox: ImportArchive = async (path, wanted) => {
  // Only so may the window around the pages be read, which the developer tools are a part of.
  const { command, leave } = await startFirefox('--remote-allow-system-access', '--width', '1440', '--height', '900')
  try {
    const [browser] = (await command<Windows>('browsingContext.getTree', { 'moz:scope': 'chrome' })).contexts
    if (browser === undefined) throw new Error('Firefox has no window open.')
    return await evaluate<ShownArchive>(command, `(${dropAndRead})(${JSON.stringify(path)}, ${JSON.stringify(wanted)}, ${IMPORTED_WITHIN_MS})`, browser)
  } finally {
    await leave()
  }
}

/** Runs in Firefox, in the window around the pages. It is a text there: nothing of this module is known to it. */
const dropAndRead = `async (path, { count, chosen }, withinMs) => {
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs')
  const { gDevTools } = require('devtools/client/framework/devtools')
  const toolbox = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: 'netmonitor', hostType: 'window' })
  const panel = toolbox.getPanel('netmonitor').panelWin
  const becomes = async (what, look) => {
    for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((go) => panel.setTimeout(go, 100))) {
      const found = look()
      if (found) return found
    }
    throw new Error('Firefox does not show ' + what + '. It shows: ' + panel.document.body.innerText)
  }
  const dropped = new panel.DataTransfer()
  dropped.mozSetDataAt('application/x-moz-file', await File.createFromFileName(path), 0)
  const place = (await becomes('where to drop', () => panel.document.querySelector('.dropHarFiles'))).parentElement
  for (const type of ['dragenter', 'dragover', 'drop'])
    place.dispatchEvent(new panel.DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: dropped }))
  const rows = await becomes('rows', () => {
    const found = [...panel.document.querySelectorAll('.request-list-item')]
    return found.length === count ? found : null
  })
  const read = (row, column) => row.querySelector('.requests-list-' + column).innerText.trim()
  // It draws the times once it knows how wide their column is.
  const shown = await becomes('times', () => {
    const all = rows.map((row) => ({ status: read(row, 'status'), name: read(row, 'file'), time: read(row, 'waterfall') }))
    return all.some(({ time }) => time !== '') && all
  })
  rows[chosen].dispatchEvent(new panel.MouseEvent('mousedown', { bubbles: true, button: 0 }))
  const textOf = async (name, words) => {
    ;(await becomes('the tab ' + name, () => panel.document.querySelector('#' + name + '-tab'))).click()
    const text = () => panel.document.querySelector('#' + name + '-panel')?.innerText ?? ''
    return (await becomes(words, () => text().includes(words) && text())).replace(/\\s+/g, ' ')
  }
  return {
    rows: shown,
    details: { headers: await textOf('headers', 'Status'), cookies: await textOf('cookies', 'Cookies'), timings: await textOf('timings', 'Waiting') },
  }
}`
