import { ExternalLink, Home, RotateCw } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { BrowserFrame } from '../../ui/browser-frame.js'
import { Button } from '../../ui/button.js'
import styles from './shop-frame.module.css'

const FORGET_PATH = '/.sessionscope/forget-cookies'

/** The real shop in a frame. Same host name as this page, so that it is the same site, and its cookie the browser's own. */
export function ShopFrame({ hidden }: { readonly hidden: boolean }) {
  const { t } = useTranslation('browser')
  const port = useSnapshot((snapshot) => snapshot.launch.shopPort)
  const language = useSnapshot((snapshot) => snapshot.launch.language)
  const life = useSnapshot((snapshot) => (snapshot.server.phase === 'running' ? snapshot.server.boot : null))
  const path = useSnapshot((snapshot) => lastPath(snapshot.timeline))
  const host = `${location.hostname}:${port}`
  const origin = `http://${host}`
  const frame = useRef<HTMLIFrameElement>(null)
  const shown = useRef({ language, life })

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
    // The shop speaks another language, or is another process than the one that made this page.
    if (before.language !== language || (before.life !== null && before.life !== life)) go('/')
  }, [language, life, go])

  return (
    <>
      <BrowserFrame
        hidden={hidden}
        host={host}
        path={path}
        addressLabel={t('frame.address')}
        controls={
          <>
            <Button kind="quiet" icon aria-label={t('frame.home')} title={t('frame.home')} onClick={() => go('/')}>
              <Home size={14} aria-hidden />
            </Button>
            <Button kind="quiet" icon aria-label={t('frame.reload')} title={t('frame.reload')} onClick={() => go(path)}>
              <RotateCw size={13} aria-hidden />
            </Button>
          </>
        }
        aside={
          <a className={styles.open} href={`${origin}/`} target="_blank" rel="noreferrer" aria-label={t('frame.openInTab')} title={t('frame.openInTab')}>
            <ExternalLink size={14} aria-hidden />
          </a>
        }
      >
        <iframe ref={frame} className={styles.frame} title={t('frame.title')} src={`${origin}/`} sandbox="allow-forms allow-same-origin" data-guide="shop" />
      </BrowserFrame>
      {hidden ? null : (
        <div className={styles.under}>
          <Button kind="quiet" title={t('frame.forgetWhy')} onClick={() => go(FORGET_PATH)}>
            {t('frame.forget')}
          </Button>
        </div>
      )}
    </>
  )
}

/** The page that the real browser saw last: its last GET that was a page (a frame of another origin keeps its address to itself). */
function lastPath(timeline: readonly TimelineRow[]): string {
  const row = timeline.findLast(
    (each) =>
      each.kind === 'request' &&
      each.request.actor === 'you' &&
      each.request.method === 'GET' &&
      (each.request.status ?? 0) >= 200 &&
      each.request.status !== 302,
  )
  return row?.kind === 'request' && !row.request.path.startsWith('/.sessionscope/') ? row.request.path : '/'
}
