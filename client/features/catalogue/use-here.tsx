import { useTranslation } from 'react-i18next'
import type { PackageSetState } from '../../../server/protocol/packages.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { missingSets, useInstallOffer } from '../../state/installation.js'
import { sendOrNotify } from '../../state/notices.js'
import { showStores } from '../../state/stores-page.js'
import { useDashboard, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { InstallOffer } from '../../ui/install-offer.js'

/** For a store that runs here: uses it, installs it first, or says why it cannot be used. */
export function UseHere({ store }: { readonly store: StoreDescription }) {
  const { t } = useTranslation('stores')
  const words = useProblemWords()
  const isActive = useSnapshot((snapshot) => snapshot.store.active === store.kind)
  const busy = useSnapshot((snapshot) => snapshot.store.switching !== null)
  const carryOver = useDashboard((state) => state.carryOver)
  if (isActive) return <b>{t('use.inUse')}</b>
  if (store.unavailable !== null)
    return (
      <>
        <p>{t('use.away', { reason: words(store.unavailable) })}</p>
        <Missing store={store} />
      </>
    )

  async function use() {
    const switched = await sendOrNotify({ type: 'store:switch', to: store.kind, carryOver })
    // What is asked first, or was refused, is told above the panes.
    if (!switched.ok || switched.value.refused !== null) showStores(null)
  }
  return (
    <Button disabled={busy} onClick={() => void use()}>
      {t('use.here')}
    </Button>
  )
}

/** What has to be installed first. */
export function Missing({ store }: { readonly store: StoreDescription }) {
  const packages = useSnapshot((snapshot) => snapshot.packages)
  const resources = useSnapshot((snapshot) => snapshot.resources)
  return missingSets({ packages, resources }, store).map((set) => <Install key={set.id} set={set} />)
}

function Install({ set }: { readonly set: PackageSetState }) {
  return <InstallOffer {...useInstallOffer(set)} />
}
