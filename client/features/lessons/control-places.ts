import type { ControlName } from '../../../server/protocol/lessons.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { selectBrowser } from '../../state/selection.js'
import { focusIn, frameElement } from '../../ui/point-at.js'

/** Controls that only a virtual browser has: its tab is chosen before they can be pointed at. */
const OF_VIRTUAL_BROWSERS: readonly ControlName[] = ['browser-actions', 'cookie-editor']

/** The element of a control; where several have the name, one in an open dialog goes first, then one that is in sight. */
export function controlElement(name: ControlName): HTMLElement | null {
  const found = [...document.querySelectorAll<HTMLElement>(`[data-control~="${name}"]`)]
  return found.find((each) => each.closest('dialog[open]')) ?? found.find((each) => each.offsetParent !== null) ?? found[0] ?? null
}

/**
 * Points at a control: frames it and brings it into sight.
 *
 * @param isAsked the reader pressed a button for it: then the focus goes along, and a tab that hides the control is changed
 */
export function pointAtControl(name: ControlName, isAsked: boolean): void {
  const point = () => {
    const target = controlElement(name)
    if (!target) return
    frameElement(target, isAsked ? 'center' : 'nearest')
    if (isAsked) focusIn(target)
  }
  const { selectedBrowser, snapshot } = dashboardStore.getState()
  const virtual = snapshot?.browsers.find(({ real }) => real === null)
  if (isAsked && OF_VIRTUAL_BROWSERS.includes(name) && !selectedBrowser?.startsWith('browser:') && virtual) {
    selectBrowser(virtual.id)
    requestAnimationFrame(() => requestAnimationFrame(point))
  } else point()
}
