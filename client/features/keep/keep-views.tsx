import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { KEEP_VIEWS, type KeepView, keeping } from '../../state/keeping.js'
import { KEEP_ENTRIES } from './entries.js'
import styles from './keep.module.css'

/** A list of the ways to keep and show, and the one that was chosen. */
export function KeepViews() {
  const { t } = useTranslation('show')
  const open = useStore(keeping, (state) => state.open)
  if (open === null) return null
  const View = KEEP_ENTRIES[open.view]
  const choose = (view: KeepView) => keeping.setState({ open: { ...open, view } })
  return (
    <div className={styles.views}>
      <nav aria-label={t('list')}>
        <ul>
          {KEEP_VIEWS.map((view) => (
            <li key={view}>
              <button type="button" aria-current={view === open.view ? 'true' : undefined} onClick={() => choose(view)}>
                {t(`${view}.title`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <section className={styles.view} aria-label={t(`${open.view}.title`)}>
        <p className={styles.lead}>{t(`${open.view}.lead`)}</p>
        <View key={open.view} {...open} />
      </section>
    </div>
  )
}
