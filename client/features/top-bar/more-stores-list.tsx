import { useTranslation } from 'react-i18next'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { type StoresView, showStores } from '../../state/stores-page.js'
import { Button } from '../../ui/button.js'
import styles from './more-stores.module.css'
import { StoreChoice } from './store-choice.js'

export interface MoreStoresListProps {
  readonly stores: readonly StoreDescription[]
  /** Kind of the store in use, or of the one that is being switched to. */
  readonly active: string
  /** A switch is under way. */
  readonly busy: boolean
  readonly onChoose: (store: StoreDescription) => void
  /** One of them was chosen, or something else is opened. */
  readonly onLeave: () => void
}

/** Ways to all that is known of stores, and those that run here to choose from. */
export function MoreStoresList({ stores, active, busy, onChoose, onLeave }: MoreStoresListProps) {
  const { t } = useTranslation('shell')
  const lead = (view: StoresView) => {
    onLeave()
    showStores(view)
  }
  return (
    <>
      <div className={styles.ways}>
        <Button looks onClick={() => lead('which')}>
          {t('stores.which')}
        </Button>
        <Button looks onClick={() => lead('compare')}>
          {t('stores.compare')}
        </Button>
        <Button looks kind="quiet" onClick={() => lead('all')}>
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
              onLeave()
              onChoose(store)
            }}
          />
        ))}
      </ul>
    </>
  )
}
