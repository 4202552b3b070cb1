import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './more-stores.module.css'
import type { MoreStoresListProps } from './more-stores-list.js'

const loadList = async () => ({ default: (await import('./more-stores-list.js')).MoreStoresList })

/** The stores that are not in the switch itself, each with a line of what it is. Fetched when they are asked for. */
export function MoreStores(list: Omit<MoreStoresListProps, 'onLeave'>) {
  const { t } = useTranslation('shell')
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" data-looks="" className={styles.more} aria-haspopup="dialog" aria-label={t('stores.title')} onClick={() => setOpen(true)}>
        {t('stores.more')}
        <ChevronDown size={13} aria-hidden />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('stores.title')} lead={t('stores.lead')} closeLabel={t('close')}>
        <LazyPart load={loadList} meanwhile={null} props={{ ...list, onLeave: () => setOpen(false) }} />
      </Dialog>
    </>
  )
}
