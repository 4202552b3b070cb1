const SHOWN_MS = 3_000
/** Of what is higher than half of its place, this much is enough to find it by. In CSS px. */
const BEGINNING_PX = 140

/**
 * Brings a control into sight, frames it for three seconds and puts the focus on it.
 *
 * @param selector tried in order, comma by comma; the first that is on the page is taken
 * @returns false when there is none
 */
export function pointAt(...selectors: readonly string[]): boolean {
  const target = selectors.map((selector) => document.querySelector<HTMLElement>(selector)).find((found) => found !== null)
  if (!target) return false
  frameElement(target, 'center')
  focusIn(target)
  return true
}

/** The same for what may only be on its way onto the page: looks for it for three seconds. */
export function pointAtSoon(selector: string): void {
  const until = performance.now() + SHOWN_MS
  const look = () => {
    if (!pointAt(selector) && performance.now() < until) setTimeout(look, 50)
  }
  setTimeout(look)
}

/** Frames an element for three seconds and brings it into sight; whoever is elsewhere with the focus stays there. */
export function frameElement(target: HTMLElement, block: 'center' | 'nearest'): void {
  if (target instanceof HTMLDetailsElement) target.open = true
  const scroller = scrollerOf(target)
  if (block === 'nearest') bringIntoSight(target)
  else if (scroller !== null && target.offsetHeight > scroller.clientHeight) {
    // In the middle of a place that it does not fit into, neither end of it would be in sight.
    scroller.scrollIntoView({ behavior: scrollBehavior(), block: 'center', inline: 'nearest' })
    bringIntoSight(target)
  } else target.scrollIntoView({ behavior: scrollBehavior(), block, inline: 'nearest' })
  for (const earlier of document.querySelectorAll<HTMLElement>('[data-pointed-at]')) delete earlier.dataset.pointedAt
  target.dataset.pointedAt = ''
  setTimeout(() => {
    delete target.dataset.pointedAt
  }, SHOWN_MS)
}

/** Scrolls the place that an element stands in, and nothing around it, as little as it takes to show the element, or its beginning. */
export function bringIntoSight(target: HTMLElement): void {
  const scroller = scrollerOf(target)
  if (scroller === null) return
  const room = scroller.getBoundingClientRect()
  const { top, height } = target.getBoundingClientRect()
  const bottom = top + (height > room.height / 2 ? Math.min(height, BEGINNING_PX) : height)
  // Below what stays at its upper end.
  const from = room.top + (Number.parseFloat(getComputedStyle(scroller).scrollPaddingTop) || 0)
  const by = top < from ? top - from : Math.max(0, bottom - room.bottom)
  if (by !== 0) scroller.scrollBy({ top: by, behavior: scrollBehavior() })
}

/** Smoothly, unless the reader has asked for less motion. */
export function scrollBehavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
}

/** The nearest element around this one that scrolls by itself and has something to scroll; null: it moves with the page. */
export function scrollerOf(target: Element): HTMLElement | null {
  for (let around = target.parentElement; around !== null && around !== document.body; around = around.parentElement)
    if (around.scrollHeight > around.clientHeight && /auto|scroll/.test(getComputedStyle(around).overflowY)) return around
  return null
}

/** Puts the focus on an element, or on the first thing in it that takes it. */
export function focusIn(target: HTMLElement): void {
  const focusable = target.matches('button, input, select, a[href], iframe')
    ? target
    : target.querySelector<HTMLElement>('input:not(:disabled), button:not(:disabled), a[href]')
  focusable?.focus({ preventScroll: true })
}
