import { useTranslation } from 'react-i18next'
import { useShopAddress } from '../../state/shop-address.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import type { Passing } from './passing.js'
import { Place } from './place.js'

/** What stands in front of the lesson servers, and how many requests have passed it. */
export function ProxyPlace({ passed }: { readonly passed: Passing }) {
  const { t, i18n } = useTranslation(['way', 'servers'])
  const { host } = useShopAddress()
  const rule = useSnapshot(({ instances, balancer }) => (Object.keys(instances).length > 1 ? balancer.rule : null))
  const address = t('address', { address: host })
  const count = t('requests', { count: passed.count, number: formatNumber(i18n.language, passed.count) })
  return (
    <Place
      name="proxy"
      node="proxy"
      title={t('places.proxy.title')}
      about={t('places.proxy.about')}
      face={
        <>
          <b>{t('places.proxy.title')}</b>
          <small>{address}</small>
          {rule === null ? null : <small>{t(`servers:why.${rule}`)}</small>}
          <small className="num">{count}</small>
        </>
      }
    />
  )
}
