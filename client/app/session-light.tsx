import { useEffect, useState } from 'react'
import { lightSession } from '../state/selection.js'
import { useDashboard } from '../state/use-dashboard.js'

function rulesFor(sessionId: string): string {
  const id = `"${CSS.escape(sessionId)}"`
  return `
    [data-session]:not([data-session=${id}]):not([data-session-row] *) { opacity: 0.4 }
    [data-session=${id}] { background: color-mix(in oklch, var(--c) var(--tint), transparent); box-shadow: 0 0 0 1.5px var(--c) }
    [data-session-row]:not([data-session-row=${id}]) { opacity: 0.5 }`
}

function sessionAt(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-session]')?.dataset.session ?? null) : null
}

/** Hover or focus a session id anywhere: all its places light up and the others dim. Rows about one session (`data-session-row`) dim too. */
export function SessionLight() {
  const lit = useDashboard((state) => state.litSession)
  // A style sheet of our own in the page, written through the CSSOM (the content security policy allows no style elements).
  const [sheet] = useState(() => new CSSStyleSheet())

  useEffect(() => {
    const follow = (event: Event) => lightSession(sessionAt(event.target))
    const clear = () => lightSession(null)
    document.addEventListener('pointerover', follow)
    document.addEventListener('focusin', follow)
    document.addEventListener('focusout', clear)
    document.documentElement.addEventListener('pointerleave', clear)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    return () => {
      document.removeEventListener('pointerover', follow)
      document.removeEventListener('focusin', follow)
      document.removeEventListener('focusout', clear)
      document.documentElement.removeEventListener('pointerleave', clear)
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    }
  }, [sheet])

  useEffect(() => {
    sheet.replaceSync(lit === null ? '' : rulesFor(lit))
  }, [sheet, lit])
  return null
}
