import { useCallback, useEffect, useRef, useState } from 'react'
import { currentPlace } from '../state/place.js'
import { DOOR_KEY, recall, remember } from '../state/remembered.js'
import { useMedia } from '../ui/use-media.js'

const KEY = 'dock'
/** From this width on the dock stands beside the panes; below it is a drawer over them. */
const DOCKED = '(min-width: 1280px)'

export interface DockPlace {
  readonly open: boolean
  readonly setOpen: (open: boolean) => void
  /** Does it lie over the panes? */
  readonly isDrawer: () => boolean
  /** Is it open and lies over all else, so that nothing else can be reached? */
  readonly isOverAll: boolean
  /** Closes it where it lies over the panes. */
  readonly closeDrawer: () => void
}

/** Is the lessons' place open? Remembered where it stands beside the panes; a drawer is closed at first, but for a link to a lesson and for whoever comes for the first time. */
export function useDock(): DockPlace {
  const [open, setOpenState] = useState(() => {
    const { at } = currentPlace()
    if (at === 'lesson') return true
    return matchMedia(DOCKED).matches ? recall(KEY) !== 'closed' : at === 'none' && recall(DOOR_KEY) === null
  })
  const setOpen = useCallback((next: boolean) => {
    setOpenState(next)
    if (matchMedia(DOCKED).matches) remember(KEY, next ? 'open' : 'closed')
  }, [])
  const isDocked = useMedia(DOCKED)
  const isDrawer = useCallback(() => !matchMedia(DOCKED).matches, [])
  const closeDrawer = useCallback(() => {
    if (!matchMedia(DOCKED).matches) setOpenState(false)
  }, [])
  useEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || matchMedia(DOCKED).matches || !isOfDock(event.target)) return
      // It has closed something, and leads nowhere else.
      event.preventDefault()
      closeDrawer()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open, closeDrawer])
  useKeepFocusNear(open)
  return { open, setOpen, isDrawer, isOverAll: open && !isDocked, closeDrawer }
}

/** Is a key meant for the lessons' place? Not what is pressed in a dialog that it has opened, nor elsewhere on the page. */
function isOfDock(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return target === document.body || (target.closest('[data-dock]') !== null && target.closest('dialog') === null)
}

/** What opens and closes it goes away when it is pressed: the other one of the two takes its focus (`data-dock-toggle`). */
function useKeepFocusNear(open: boolean): void {
  const before = useRef(open)
  useEffect(() => {
    if (before.current === open) return
    before.current = open
    if (document.activeElement !== null && document.activeElement !== document.body) return
    for (const toggle of document.querySelectorAll<HTMLElement>('[data-dock-toggle]')) {
      toggle.focus({ preventScroll: true })
      // That of the bar is not displayed where there is a strip.
      if (document.activeElement === toggle) return
    }
  }, [open])
}
