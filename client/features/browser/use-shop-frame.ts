import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { TimelineRow } from '../../../server/protocol/state.js'
import { useSnapshot } from '../../state/use-dashboard.js'

const FORGET_PATH = '/.sessionscope/forget-cookies'

export interface ShopFrameControls {
  readonly frame: RefObject<HTMLIFrameElement | null>
  readonly host: string
  readonly origin: string
  /** Of the page that the real browser saw last. */
  readonly path: string
  readonly goHome: () => void
  readonly reload: () => void
  /** Has the browser drop the shop's cookies, as if one cleared the site's data. */
  readonly forgetCookies: () => void
}

/** Drives the frame with the real shop: by hand, and by itself when the shop changed its language or is a new process. */
export function useShopFrame(): ShopFrameControls {
  const port = useSnapshot((snapshot) => snapshot.launch.shopPort)
  const language = useSnapshot((snapshot) => snapshot.launch.language)
  const life = useSnapshot((snapshot) => (snapshot.server.phase === 'running' ? snapshot.server.boot : null))
  const path = useSnapshot((snapshot) => lastPath(snapshot.timeline))
  const frame = useRef<HTMLIFrameElement>(null)
  const shown = useRef({ language, life })
  // The same host name as this page, so that it is the same site and Lax cookies are sent.
  const host = `${location.hostname}:${port}`
  const origin = `http://${host}`

  const go = useCallback(
    (to: string) => {
      if (frame.current) frame.current.src = origin + to
    },
    [origin],
  )

  useEffect(() => {
    const before = shown.current
    if (life === null) return
    shown.current = { language, life }
    if (before.language !== language || (before.life !== null && before.life !== life)) go('/')
  }, [language, life, go])

  return { frame, host, origin, path, goHome: () => go('/'), reload: () => go(path), forgetCookies: () => go(FORGET_PATH) }
}

/** The page that the real browser saw last: its last GET that was a page (a frame of another origin keeps its address to itself). */
function lastPath(timeline: readonly TimelineRow[]): string {
  const row = timeline.findLast((each) => each.kind === 'request' && each.request.actor === 'you' && isPage(each.request))
  return row?.kind === 'request' ? row.request.path : '/'
}

function isPage({ method, path, status }: { readonly method: string; readonly path: string; readonly status: number | null }): boolean {
  return method === 'GET' && status !== null && status < 300 && !path.startsWith('/.sessionscope/') && path !== '/favicon.ico'
}
