import { useTranslation } from 'react-i18next'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { whyMissing } from '../../state/why-missing.js'

/** What may have become of a session that the store does not have. @param name of the browser that has its cookie; null: none has */
export function MissingWords({ name }: { readonly name: string | null }) {
  const { t } = useTranslation('clocks')
  const store = useSnapshot((snapshot) => snapshot.store)
  const isServed = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  const why = whyMissing(store, name !== null, isServed)
  return <>{why.map((key) => t(`missing.${key}`, { name: name ?? '' })).join(' ')}</>
}
