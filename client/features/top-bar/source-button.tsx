import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './source-button.module.css'
import { SourceDialog } from './source-dialog.js'

/** Which MongoDB serves, in a few words; a click says why. */
export function SourceButton() {
  const { t } = useTranslation('shell')
  const mongo = useSnapshot((snapshot) => snapshot.mongo)
  const [open, setOpen] = useState(false)
  const name = mongo.source === null ? t(mongo.phase === 'resolving' ? 'source.resolving' : 'source.none') : `MongoDB ${mongo.version ?? ''}`.trim()
  return (
    <>
      <Button kind="quiet" className={styles.source} data-guide="source" data-control="mongo-source" onClick={() => setOpen(true)}>
        <b>{name}</b>
        {mongo.source !== null && mongo.phase === 'down' ? (
          <span className={styles.down}>{t('source.down')}</span>
        ) : mongo.attempts.some(({ source, outcome }) => source === 'uri' && outcome === 'failed') ? (
          <span className={styles.down}>{t('source.notUri')}</span>
        ) : mongo.source !== null ? (
          <span className={styles.kind}>{t(`source.kind.${mongo.source}`)}</span>
        ) : null}
        <span className={styles.why}>{t('source.why')}</span>
      </Button>
      <SourceDialog open={open} onClose={() => setOpen(false)} />
    </>
  )
}
