import { useCallback, useState } from 'react'
import { recall, remember } from '../state/remembered.js'

const KEY = 'dock'
/** From this width on the dock stands beside the panes; below it is a drawer over them. */
const DOCKED = '(min-width: 1280px)'

/** Is the lessons' place open? Remembered where it stands beside the panes; a drawer is closed at first. */
export function useDock(): { readonly open: boolean; readonly setOpen: (open: boolean) => void } {
  const [open, setOpenState] = useState(() => matchMedia(DOCKED).matches && recall(KEY) !== 'closed')
  const setOpen = useCallback((next: boolean) => {
    setOpenState(next)
    if (matchMedia(DOCKED).matches) remember(KEY, next ? 'open' : 'closed')
  }, [])
  return { open, setOpen }
}
