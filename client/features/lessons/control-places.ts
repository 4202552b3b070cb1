import type { ControlName } from '../../../server/protocol/lessons.js'
import { dashboardStore, type LowerView } from '../../state/dashboard-store.js'
import { showBelow } from '../../state/lower-view.js'
import { selectBrowser } from '../../state/selection.js'
import { bringIntoSight, focusIn, frameElement } from '../../ui/point-at.js'

/** Controls that only a virtual browser has: its tab is chosen before they can be pointed at. */
const OF_VIRTUAL_BROWSERS: readonly ControlName[] = ['browser-actions', 'cookie-editor']

/** What is pointed at instead of a control that the browser in sight does not have. */
const INSTEAD: Partial<Readonly<Record<ControlName, ControlName>>> = {
  shop: 'browser-actions',
  'browser-actions': 'browser-tabs',
  'cookie-editor': 'browser-tabs',
}

/** Controls that stand below the panes, and where. */
const BELOW: Partial<Readonly<Record<ControlName, LowerView>>> = { crowd: 'crowd', 'heap-limit': 'crowd', timeline: 'requests', way: 'way', wire: 'way' }

/** Controls that a task as wide as the panes would lie over. */
export const IN_LATER_PANES: ReadonlySet<ControlName> = new Set<ControlName>([
  'session-list',
  'document',
  'memory-figures',
  'memory-chart',
  'collect',
  'crowd',
  'timeline',
])

/** The element of a control; where several have the name, one in an open dialog goes first, then one that is in sight, and what opens it (`data-opens`) last. */
export function controlElement(name: ControlName): HTMLElement | null {
  const found = [...document.querySelectorAll<HTMLElement>(`[data-control~="${name}"]`)]
  const inSight = found.filter((each) => each.offsetParent !== null)
  return found.find((each) => each.closest('dialog[open]')) ?? inSight.find((each) => each.dataset.opens === undefined) ?? inSight[0] ?? found[0] ?? null
}

/**
 * Points at a control: frames it and brings it into sight, and with it what is to be watched.
 *
 * @param isAsked the reader pressed a button for it: then the focus goes along, and a tab that hides the control is changed
 * @param watch comes into sight too, as far as there is room; of the views below, that of the control goes first
 */
export function pointAtControl(name: ControlName, isAsked: boolean, watch: readonly ControlName[] = []): void {
  const below = [name, ...watch].map((each) => BELOW[each]).find((view) => view !== undefined)
  if (below !== undefined) showBelow(below)
  // A place that was never opened is fetched first: then what opens it stands for it.
  const isThere = () => BELOW[name] === undefined || controlElement(name)?.dataset.opens === undefined
  const point = (tries = 60) => {
    if (!isThere() && tries > 0) return void setTimeout(() => point(tries - 1), 50)
    const watched = watch.flatMap((each) => controlElement(each) ?? [])
    for (const each of watched) bringIntoSight(each)
    const [own, instead] = [controlElement(name), INSTEAD[name]]
    const target = own?.inert === false || instead === undefined ? own : controlElement(instead)
    if (!target) return
    frameElement(target, isAsked ? 'center' : 'nearest')
    if (isAsked) focusIn(target)
  }
  const { selectedBrowser, snapshot } = dashboardStore.getState()
  const virtual = snapshot?.browsers.find(({ real }) => real === null)
  if (isAsked && OF_VIRTUAL_BROWSERS.includes(name) && !selectedBrowser?.startsWith('browser:') && virtual) {
    selectBrowser(virtual.id)
    requestAnimationFrame(() => requestAnimationFrame(() => point()))
  } else point()
}
