/** What makes a browser another than the one that the page was made in, for `prepare` of `openDashboard`. */
import type { BrowserContext } from 'playwright-core'
import type { Dashboard } from './dashboard.js'

/** Scripts are given as text: they run in the page, and the tests' own compiler knows no DOM. */
const SCRIPTS = {
  /** As WebKit in the "C" locale. */
  nameless: `for (const [name, value] of [['language', 'C'], ['languages', ['C']]]) Object.defineProperty(Navigator.prototype, name, { get: () => value })`,
  /** As with "block all cookies". */
  forgetful: `for (const name of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, name, { get() { throw new DOMException('Access is denied for this document.', 'SecurityError') } })`,
  /** As over plain http on another host. */
  insecure: `Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })`,
  /** Not even the old way to copy. */
  uncopying: `document.execCommand = () => false; Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })`,
  /**
   * As Chrome's translator: every text node leaves the page, and elements with the translation take its place, now and after each change.
   * The "translation" is the same text, so that a stale one shows.
   */
  translating: `
    const blocked = 'script, style, noscript, textarea, select, [translate=no]'
    const translate = (root) => {
      const texts = []
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (walker.currentNode.data.trim() !== '' && parent && !parent.closest(blocked) && !parent.closest('font')) texts.push(walker.currentNode)
      }
      for (const text of texts) {
        const outer = document.createElement('font')
        const inner = outer.appendChild(document.createElement('font'))
        inner.append(text.data)
        text.replaceWith(outer)
      }
      window.translated = (window.translated ?? 0) + texts.length
    }
    // The shop's frame may run no scripts, and this would be one.
    if (window === top) addEventListener('DOMContentLoaded', () => {
      translate(document.body)
      new MutationObserver(() => translate(document.body)).observe(document.body, { childList: true, subtree: true, characterData: true })
    })`,
} as const

export type Strangeness = keyof typeof SCRIPTS

export function strange(kind: Strangeness): (context: BrowserContext) => Promise<unknown> {
  return (context) => context.addInitScript(SCRIPTS[kind])
}

/** A browser whose clock is wrong by the given ms. */
export function withClockOffBy(ms: number): (context: BrowserContext) => Promise<unknown> {
  return (context) =>
    context.addInitScript(`
      const Right = Date
      Date = class extends Right {
        constructor(...parts) { if (parts.length === 0) super(Right.now() + ${ms}); else super(...parts) }
        static now() { return Right.now() + ${ms} }
      }`)
}

/**
 * What a part of the page says, with its spaces evened out; without the words for screen readers that come and go.
 *
 * @param withClocks also what ticks: how long the server has been up
 */
export async function saidBy({ page }: Dashboard, selector: string, { withClocks = false } = {}): Promise<string> {
  const said = await page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const copy = element.cloneNode(true) as unknown as { querySelectorAll(selector: string): Iterable<{ remove(): void }>; textContent: string }
      for (const moving of copy.querySelectorAll('[role=status], iframe')) moving.remove()
      return copy.textContent.replace(/\s+/g, ' ').trim()
    })
  return withClocks ? said : said.replace(/\d+:\d\d(?::\d\d)?/g, '(clock)')
}

/** The parts of the page that an error took down. */
export async function brokenParts({ page }: Dashboard): Promise<readonly string[]> {
  return await page.locator('[data-broken]').allInnerTexts()
}
