/** The developer tools that Chromium brings along, opened as a page: the same front end that its window shows. */
import { freePort } from '../../resources/served/run-program.js'
import { openBrowser } from '../support/browser.js'
import { IMPORTED_WITHIN_MS, type ImportArchive } from './network-panel.js'

/** Its button *Import HAR file* opens the chooser of this field. */
const FILE_FIELD = 'input[type=file]'
const ROW = '.data-grid-data-grid-node'
/** All that can be read on the page, which is made of shadow trees. */
const ALL_TEXT = `(function textOf(node) {
  if (node instanceof Text) return node.data
  if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return ''
  return [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(textOf).join(' ')
})(document.body)`

/** @throws when there is no Chromium, or it has no developer tools in it */
export const importInChromium: ImportArchive = async (path, { count, chosen }) => {
  const address = `127.0.0.1:${await freePort()}`
  const browser = await openBrowser(`--remote-debugging-port=${address.split(':')[1]}`, `--remote-allow-origins=http://${address}`)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  context.setDefaultTimeout(IMPORTED_WITHIN_MS)
  // The page that is looked into: it has not asked for anything.
  await context.newPage()
  const targets = (await (await fetch(`http://${address}/json/list`)).json()) as readonly { readonly id: string; readonly type: string }[]
  const page = await context.newPage()
  await page.goto(`http://${address}/devtools/devtools_app.html?ws=${address}/devtools/page/${targets.find(({ type }) => type === 'page')?.id}&panel=network`)
  await page.locator(FILE_FIELD).setInputFiles(path)
  await page
    .locator(ROW)
    .nth(count - 1)
    .waitFor()
  const cells = async (place: number) => (await page.locator(`${ROW} td:nth-child(${place})`).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())
  const heads = await page.locator('.data-grid thead').first().locator('th').allInnerTexts()
  const [names, states, times] = await Promise.all(['Name', 'Status', 'Time'].map((head) => cells(heads.findIndex((each) => each.trim() === head) + 1)))
  await page
    .locator(ROW)
    .nth(chosen)
    .locator('td')
    .first()
    .click({ position: { x: 60, y: 8 } })
  const textOf = async (name: string, words: string) => {
    await page.getByRole('tab', { name, exact: true }).last().click()
    await page.getByText(words).filter({ visible: true }).first().waitFor()
    return (await page.evaluate<string>(ALL_TEXT)).replace(/\s+/g, ' ')
  }
  const details = {
    headers: await textOf('Headers', 'Request URL'),
    cookies: await textOf('Cookies', 'Request cookies'),
    timings: await textOf('Timing', 'Waiting'),
  }
  await context.close()
  return { rows: (names ?? []).map((name, index) => ({ name, status: states?.[index] ?? '', time: times?.[index] ?? '' })), details }
}
