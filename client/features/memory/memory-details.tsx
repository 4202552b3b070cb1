import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './memory.module.css'

const loadInside = async () => ({ default: (await import('./memory-details-inside.js')).MemoryDetailsInside })

/** What one asks for once one wonders. Closed at first; fetched when it is opened, and then nothing of it moves. */
export function MemoryDetails() {
  const { t } = useTranslation('memory')
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.details} data-control="collect" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('details.title')}</summary>
      {open ? <LazyPart load={loadInside} meanwhile={null} /> : null}
    </details>
  )
}
