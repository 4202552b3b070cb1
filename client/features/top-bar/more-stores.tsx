import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { type StoresView, showStores } from '../../state/stores-page.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import styles from './more-stores.module.css'
import { StoreChoice } from './store-choice.js'

export interface MoreStoresProps {
  readonly stores: readonly StoreDescription[]
  /** Kind of the store in use, or of the one that is being switched to. */
  readonly active: string
  /** A switch is under way. */
  readonly busy: boolean
  readonly onChoose: (store: StoreDescription) => void
}

/** The stores that are not in the switch itself, each with a line of what it is. */
export function MoreStores({ stores, active, busy, onChoose }: MoreStoresProps) {
  const { t } = useTranslation('shell')
  const [open, setOpen] = useState(false)
  const lead = (view: StoresView) => {
    setOpen(false)
    showStores(view)
  }
  return (
    <>
      <button type="button" className={styles.more} aria-haspopup="dialog" aria-label={t('stores.title')} onClick={() => setOpen(true)}>
        {t('stores.more')}
        <ChevronDown size={13} aria-hidden />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('stores.title')} lead={t('stores.lead')} closeLabel={t('close')}>
        <div className={styles.ways}>
          <Button onClick={() => lead('which')}>{t('stores.which')}</Button>
          <Button onClick={() => lead('compare')}>{t('stores.compare')}</Button>
          <Button kind="quiet" onClick={() => lead('all')}>
            {t('stores.all')}
          </Button>
        </div>
        <ul className={styles.list}>
          {stores.map((store) => (
            <StoreChoice
              key={store.kind}
              store={store}
              isActive={store.kind === active}
              busy={busy}
              onChoose={() => {
                setOpen(false)
                onChoose(store)
              }}
            />
          ))}
        </ul>
      </Dialog>
    </>
  )
}
