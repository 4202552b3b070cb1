import { type RefObject, useEffect } from 'react'

/**
 * Keeps the focus in a place: where what had it goes away or is disabled, what stands around it takes it, or what is marked to (`data-focus-heir`),
 * or else `last`. Otherwise it would fall back to the beginning of the page. Whoever moves it away is left alone.
 *
 * @param last takes it when nothing else does; it needs a `tabIndex`
 */
export function useKeepFocus(place: RefObject<HTMLElement | null>, last: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = place.current
    if (root === null) return
    /** What had the focus last, and what stands around it in the place, from the inside out. */
    let chain: readonly HTMLElement[] = []
    const onFocus = ({ target }: FocusEvent) => {
      chain = target instanceof HTMLElement ? aroundIn(root, target) : []
    }
    // Browsers differ in whether what goes away tells of it: who is still there a moment later was left on purpose.
    const onBlur = () =>
      queueMicrotask(() => {
        if (canHave(chain[0]) && document.activeElement !== chain[0]) chain = []
      })
    const observer = new MutationObserver(() => {
      const [had, ...around] = chain
      if (had === undefined || canHave(had) || !isNowhere(document.activeElement, had)) return
      chain = []
      const marked = root.querySelectorAll<HTMLElement>('[data-focus-heir]')
      for (const heir of [...around, ...marked, last.current]) {
        if (heir === null || !canHave(heir) || !heir.matches(FOCUSABLE)) continue
        heir.focus({ preventScroll: true })
        // What is not displayed, as in a card that is closed, does not take it.
        if (document.activeElement === heir) return
      }
    })
    root.addEventListener('focusin', onFocus)
    root.addEventListener('focusout', onBlur)
    observer.observe(root, { subtree: true, childList: true, attributeFilter: ['disabled'] })
    return () => {
      root.removeEventListener('focusin', onFocus)
      root.removeEventListener('focusout', onBlur)
      observer.disconnect()
    }
  }, [place, last])
}

const FOCUSABLE = 'button, input, select, textarea, a[href], summary, [tabindex]'

function aroundIn(root: HTMLElement, target: HTMLElement): readonly HTMLElement[] {
  const chain: HTMLElement[] = []
  for (let each: HTMLElement | null = target; each !== null && each !== root; each = each.parentElement) chain.push(each)
  return chain
}

function canHave(element: HTMLElement | undefined): element is HTMLElement {
  return element?.isConnected === true && !element.matches(':disabled')
}

function isNowhere(active: Element | null, had: HTMLElement): boolean {
  return active === null || active === document.body || active === had
}
