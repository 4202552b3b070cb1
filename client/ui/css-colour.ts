/** Reads colours out of the style sheet for a canvas, which knows no custom properties. */

/** A CSS colour that may hold `var(…)`, as an element of the page would compute it now. */
export function computedColour(host: HTMLElement, expression: string): string {
  const probe = document.createElement('i')
  probe.style.color = expression
  // Where colours are forced, every text has the same; a canvas draws in its own.
  probe.style.forcedColorAdjust = 'none'
  host.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/** Calls back when the theme changes: by the switch (`data-theme` of the page) or by the system. Returns the unsubscriber. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}
