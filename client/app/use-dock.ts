import { useCallback, useState } from 'react'
import { currentPlace } from '../state/place.js'
import { DOOR_KEY, recall, remember } from '../state/remembered.js'

const KEY = 'dock'
/** From this width on the dock stands beside the panes; below it is a drawer over them. */
const DOCKED = '(min-width: 1280px)'

export interface DockPlace {
  readonly open: boolean
  readonly setOpen: (open: boolean) => void
  /** Does it lie over the panes? */
  readonly isDrawer: () => boolean
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
  const isDrawer = useCallback(() => !matchMedia(DOCKED).matches, [])
  const closeDrawer = useCallback(() => {
    if (!matchMedia(DOCKED).matches) setOpenState(false)
  }, [])
  return { open, setOpen, isDrawer, closeDrawer }
}
