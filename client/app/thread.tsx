import { type CSSProperties, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useShownSession } from '../state/browser-names.js'
import { useDashboard, useSnapshot } from '../state/use-dashboard.js'
import styles from './thread.module.css'
import { type Curve, curveBetween } from './thread-curve.js'

/**
 * The dotted thread from the id in the cookie (`data-thread="cookie"`) to the same id in the store's list (`data-thread="store"`).
 * Drawn only while both are in sight and side by side. It is an ornament: the id, its colour and its name say the same.
 */
export function Thread() {
  const session = useShownSession()
  const hue = useSnapshot((snapshot) => snapshot.browsers.find((browser) => browser.sessionId === session)?.hue ?? null)
  const lit = useDashboard((state) => state.litSession)
  const [curve, setCurve] = useState<Curve | null>(null)

  useEffect(() => {
    let frame = 0
    const measure = () => {
      frame = 0
      const next = curveBetween('[data-thread="cookie"]', '[data-thread="store"]')
      // In the frame that shows what moved the ids: in one of its own, the browser would work out all layers once more for it.
      flushSync(() => setCurve((before) => (next?.path === before?.path ? before : next)))
    }
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(measure)
    }
    const resized = new ResizeObserver(soon)
    resized.observe(document.body)
    for (const pane of document.querySelectorAll('[data-pane]')) resized.observe(pane)
    // What streams in moves ids without resizing a pane.
    const changed = new MutationObserver(soon)
    for (const pane of document.querySelectorAll('[data-pane="browser"], [data-pane="store"]')) {
      changed.observe(pane, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-thread', 'style', 'class'] })
    }
    document.addEventListener('scroll', soon, { capture: true, passive: true })
    soon()
    return () => {
      cancelAnimationFrame(frame)
      resized.disconnect()
      changed.disconnect()
      document.removeEventListener('scroll', soon, { capture: true })
    }
  }, [])

  if (!curve || hue === null) return null
  return (
    <svg className={`${styles.thread} hued`} aria-hidden="true" style={{ '--hue': hue, opacity: lit !== null && lit !== session ? 0.25 : 1 } as CSSProperties}>
      <path d={curve.path} />
    </svg>
  )
}
