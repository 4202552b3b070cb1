import { useTranslation } from 'react-i18next'
import type { BrowserPage } from '../../../server/protocol/browsers.js'
import { useShopAddress } from '../../state/shop-address.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { BrowserFrame } from '../../ui/browser-frame.js'
import { formatNumber } from '../../ui/format.js'
import styles from './virtual-browser.module.css'

/** The page that a real browser was shown last by the moment that is looked at, as text; null: none was answered by then. */
export function PageThen({ page }: { readonly page: BrowserPage | null }) {
  const { t, i18n } = useTranslation(['moment', 'browser'])
  const { host } = useShopAddress()
  const isRecorded = useDashboard(({ source }) => source === 'recording')
  return (
    <BrowserFrame host={host} path={page?.path ?? '/'} addressLabel={t('browser:frame.address')}>
      <section className={styles.page} aria-label={t('moment:page.label')} data-page-then="">
        {page === null ? (
          <p className={styles.nothing}>
            <b>{t('moment:page.none')}</b> {t('moment:page.noneWhy')}
          </p>
        ) : (
          <>
            <p className={styles.head}>
              <strong>{page.title}</strong>
              <span className="num">
                {page.status >= 400
                  ? t('browser:virtual.status', { status: page.status })
                  : t('browser:virtual.cart', { shown: formatNumber(i18n.language, page.cartCount) })}
              </span>
            </p>
            <p>{page.greeting}</p>
            {page.flash ? <p className={styles.flash}>{page.flash}</p> : null}
            <p className={styles.before}>{t(isRecorded ? 'moment:page.noteRecorded' : 'moment:page.note')}</p>
          </>
        )}
      </section>
    </BrowserFrame>
  )
}
