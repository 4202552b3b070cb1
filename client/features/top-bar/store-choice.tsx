import { type CSSProperties, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../server/protocol/language.js'
import type { PackageSetState } from '../../../server/protocol/packages.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { missingSets, useInstallOffer } from '../../state/installation.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { InstallOffer } from '../../ui/install-offer.js'
import styles from './more-stores.module.css'

export interface StoreChoiceProps {
  readonly store: StoreDescription
  readonly isActive: boolean
  readonly busy: boolean
  readonly onChoose: () => void
}

/** One of *more stores*: what it is, what it can do, and the button that switches to it; or why it cannot be used. */
export function StoreChoice({ store, isActive, busy, onChoose }: StoreChoiceProps) {
  const { t, i18n } = useTranslation('shell')
  const words = useProblemWords()
  const name = useId()
  const packages = useSnapshot((snapshot) => snapshot.packages)
  const resources = useSnapshot((snapshot) => snapshot.resources)
  const missing = missingSets({ packages, resources }, store)
  const isToInstall = store.unavailable?.code === 'package-missing' && missing.length > 0
  const { survivesRestart, shared, touch } = store.capabilities
  const traits = [
    t(survivesRestart ? 'stores.survives' : 'stores.endsWithProcess'),
    t(shared ? 'stores.shared' : 'stores.notShared'),
    t(touch ? 'stores.touches' : 'stores.noTouch'),
  ]
  return (
    <li className={`${styles.store} hued`} style={{ '--hue': store.hue } as CSSProperties} data-store={store.kind} aria-current={isActive ? 'true' : undefined}>
      <div className={styles.what}>
        <h3 id={name}>
          <Dot hue={store.hue} />
          {store.label}
          {store.isBadExample ? <span className={styles.bad}>{t('stores.badExample')}</span> : null}
        </h3>
        <p>{store.about[i18n.language as Language]}</p>
        <p className={styles.traits}>{traits.join(' · ')}</p>
        {store.unavailable === null ? null : isToInstall ? (
          <p>{t('stores.notInstalled')}</p>
        ) : missing.length > 0 ? (
          <p>{t('stores.standIn', { store: store.label })}</p>
        ) : (
          <p className={styles.why}>{words(store.unavailable)}</p>
        )}
        {missing.map((set) => (
          <Install key={set.id} set={set} />
        ))}
      </div>
      {isActive ? (
        <span className={styles.inUse}>{t('stores.inUse')}</span>
      ) : isToInstall ? null : (
        <Button onClick={onChoose} disabled={busy || store.unavailable !== null} aria-describedby={name}>
          {t('stores.use')}
        </Button>
      )}
    </li>
  )
}

function Install({ set }: { readonly set: PackageSetState }) {
  return <InstallOffer {...useInstallOffer(set)} />
}
