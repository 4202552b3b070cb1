import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { loadLaterTexts } from '../../i18n/later.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { showWhy, whyPage } from '../../state/why-page.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { isDatabase, viewOf } from './resource-facts.js'
import styles from './source-button.module.css'

/** The view and its words, which nobody needs before. */
const loadView = async () => {
  const [view] = await Promise.all([import('./why-view.js'), loadLaterTexts('why')])
  return view
}

/** Which database serves, in a few words: that of the store in use, or MongoDB where it needs none. A click says why. */
export function SourceButton() {
  const { t } = useTranslation('shell')
  const inUse = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active)?.resource)
  const isOpen = useStore(whyPage, ({ resource }) => resource !== null)
  const kind = inUse !== undefined && isDatabase(inUse) ? inUse : 'mongodb'
  // Its memory is read every second, and is not shown here.
  const { label, variable, version, source, phase, isGivenAway } = useSnapshot(
    useShallow((snapshot) => {
      const { label, variable, version, source, phase, attempts } = viewOf(snapshot, kind)
      return { label, variable, version, source, phase, isGivenAway: attempts.some((attempt) => attempt.source === 'given' && attempt.outcome === 'failed') }
    }),
  )
  // A folder has no more to it than that it is one.
  const isFiles = inUse === 'folder'
  const name = isFiles
    ? t('stores.files')
    : source === null
      ? t(phase === 'resolving' ? 'source.resolving' : 'source.none', { label })
      : `${label} ${version ?? ''}`.trim()
  return (
    <>
      <Button looks kind="quiet" className={styles.source} data-guide="source" data-control="mongo-source" onClick={() => showWhy(isFiles ? 'folder' : kind)}>
        <b>{name}</b>
        {isFiles ? null : source !== null && phase === 'down' ? (
          <span className={styles.down} data-source-down="">
            {t('source.down')}
          </span>
        ) : isGivenAway ? (
          <span className={styles.down} data-source-away="">
            {t('source.notGiven', { variable })}
          </span>
        ) : source !== null ? (
          <span className={styles.kind}>{t(`source.kind.${source}`, { variable })}</span>
        ) : null}
        <span className={styles.why}>{t('source.why')}</span>
      </Button>
      <Dialog open={isOpen} onClose={() => showWhy(null)} title={t('source.title')} closeLabel={t('close')}>
        <LazyPart load={loadView} meanwhile={<p>{t('source.loading')}</p>} />
      </Dialog>
    </>
  )
}
