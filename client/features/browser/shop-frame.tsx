import { ExternalLink, Home, RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { BrowserFrame } from '../../ui/browser-frame.js'
import { Button } from '../../ui/button.js'
import { useGoTo } from './go-to.js'
import styles from './shop-frame.module.css'
import type { ShopFrameControls } from './use-shop-frame.js'

/** The real shop in a frame, which is this very browser: its cookie is the browser's own. */
export function ShopFrame({ controls, hidden }: { readonly controls: ShopFrameControls; readonly hidden: boolean }) {
  const { t } = useTranslation('browser')
  const { frame, host, origin, isBlocked, src, path, isFromBefore, goHome, goTo, reload } = controls
  const address = useGoTo(goTo)
  return (
    <BrowserFrame
      control="shop"
      hidden={hidden}
      host={host}
      path={path}
      addressLabel={t('frame.address')}
      {...address}
      controls={
        <>
          <Button kind="quiet" icon aria-label={t('frame.home')} title={t('frame.home')} onClick={goHome}>
            <Home size={14} aria-hidden />
          </Button>
          <Button kind="quiet" icon aria-label={t('frame.reload')} title={t('frame.reload')} onClick={reload}>
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
      {isBlocked ? (
        <p className={styles.blocked}>
          {t('frame.blocked', { host })} <code translate="no">npm start -- --allow-host {location.host} --shop-url https://…</code>
        </p>
      ) : null}
      {isFromBefore ? (
        <p className={styles.before} role="status">
          <span>{t('frame.fromOtherStore')}</span>
          <Button onClick={reload}>{t('frame.reload')}</Button>
        </p>
      ) : null}
      {/* No scripts: the shop's pages have none. Its own origin, since a page without one sends no cookies along with its forms. */}
      <iframe
        ref={frame}
        className={styles.frame}
        title={t('frame.title')}
        src={src}
        hidden={isBlocked}
        sandbox="allow-forms allow-same-origin"
        data-guide="shop"
      />
    </BrowserFrame>
  )
}
