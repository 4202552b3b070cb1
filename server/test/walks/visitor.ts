/** A browser as a visitor has it: something to look at, a pointer and a keyboard. Each engine brings its own (`firefox.ts`, `webkit.ts`). */
import { writeFileSync } from 'node:fs'
import { vi } from 'vitest'
import { screenshotPath } from '../support/artifacts.js'

/** The page itself, or the shop in its frame. */
export type Where = 'page' | 'shop'

/** The keys by which one gets through a page. */
export type Key = 'Tab' | 'Enter' | 'ArrowLeft' | 'ArrowRight'

export interface Visitor {
  open(url: string): Promise<void>
  /** What an expression is worth there. */
  read<T>(expression: string, where?: Where): Promise<T>
  /** Presses the pointer's button there, in CSS px of the page. */
  clickAt(x: number, y: number): Promise<void>
  press(key: Key): Promise<void>
  type(text: string): Promise<void>
  /** Keeps what the page looks like. */
  shot(name: string): Promise<void>
  close(): Promise<void>
}

/** Keeps what a page looks like. @param png in base64 */
export function keepShot(name: string, png: string): void {
  writeFileSync(screenshotPath(name), png, 'base64')
}

/** How long the page may take to show what the server already knows. */
const SHOWN_WITHIN_MS = 20_000
/** More stops than the page has. */
const MOST_STOPS = 150

/** What is looked for: an element that fits the selector and, where a text is given, says just that or has it as its label. */
export interface Wanted {
  readonly selector: string
  readonly text?: string
  readonly where?: Where
}

function elementOf({ selector, text }: Wanted): string {
  const words = JSON.stringify(text ?? null)
  return `[...document.querySelectorAll(${JSON.stringify(selector)})].find((element) => (${words} === null || element.textContent.trim() === ${words} || element.getAttribute('aria-label') === ${words}) && element.getClientRects().length > 0)`
}

/** Waits until an expression is worth something. @throws with what it was last */
export async function becomes<T>(visitor: Visitor, expression: string, where: Where = 'page'): Promise<T> {
  const look = async () => {
    const value = await visitor.read<T>(expression, where)
    if (!value) throw new Error(`In the ${where}, ${expression} is ${JSON.stringify(value)}.`)
    return value
  }
  return await vi.waitFor(look, { timeout: SHOWN_WITHIN_MS, interval: 100 })
}

/** Waits for words to be read in an element. */
export async function reads(visitor: Visitor, selector: string, words: string, where: Where = 'page'): Promise<void> {
  await becomes(visitor, `document.querySelector(${JSON.stringify(selector)})?.innerText.replaceAll('\\u202f', ' ').includes(${JSON.stringify(words)})`, where)
}

/** Brings an element into sight, waits until it stands still, and presses the pointer's button on its middle. */
export async function click(visitor: Visitor, wanted: Wanted): Promise<void> {
  const where = wanted.where ?? 'page'
  const middle = `((element) => {
    if (!element) return null
    element.scrollIntoView({ block: 'nearest' })
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x + width / 2, y + height / 2]
  })(${elementOf(wanted)})`
  const still = async () => {
    const [before, after] = [await visitor.read<[number, number] | null>(middle, where), await visitor.read<[number, number] | null>(middle, where)]
    if (before === null || after === null || `${before}` !== `${after}`)
      throw new Error(`${JSON.stringify(wanted)} is not there, or moves: ${before}, ${after}.`)
    return after
  }
  const [x, y] = await vi.waitFor(still, { timeout: SHOWN_WITHIN_MS, interval: 100 })
  const frame =
    where === 'page' ? { x: 0, y: 0 } : await visitor.read<{ x: number; y: number }>(`document.querySelector('iframe').getBoundingClientRect().toJSON()`)
  await visitor.clickAt(frame.x + x, frame.y + y)
}

/** Presses Tab, and waits until the focus has moved on: a browser may say that a key was pressed before the page knows. */
export async function tab(visitor: Visitor): Promise<void> {
  await visitor.read('(window.walkedFrom = document.activeElement) !== null')
  await visitor.press('Tab')
  await becomes(visitor, 'document.activeElement !== window.walkedFrom')
}

/** Presses Tab until such an element has the focus. @throws when a round through the page does not reach it */
export async function tabTo(visitor: Visitor, selector: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await visitor.read(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return
    await tab(visitor)
  }
  throw new Error(`${MOST_STOPS} presses of Tab did not reach ${selector}.`)
}
