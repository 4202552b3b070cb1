import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShopAddress } from '../../state/shop-address.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { HttpsAddress } from './https-address.js'
import { Place } from './place.js'
import { TrustProxy } from './trust-proxy.js'

/** What stands in front of the lesson servers, and how many requests have passed it by the moment that is looked at. */
export function ProxyPlace({ rule: ruleChoice }: { readonly rule: ReactNode }) {
  const { t, i18n } = useTranslation(['way', 'servers'])
  const { host } = useShopAddress()
  const https = useSnapshot((snapshot) => snapshot.https)
  const rule = useSnapshot(({ instances, balancer }) => (Object.keys(instances).length > 1 ? balancer.rule : null))
  const address = t('address', { address: host })
  const passed = useSnapshot(({ timeline }) => timeline.filter(({ kind }) => kind === 'request').length)
  // Of very many, the oldest are no longer in the list.
  const isWhole = useSnapshot(({ dropped }) => dropped === 0)
  const count = t(isWhole ? 'requests' : 'requestsAtLeast', { count: passed, number: formatNumber(i18n.language, passed) })
  return (
    <Place
      isWide
      name="proxy"
      node="proxy"
      title={t('places.proxy.title')}
      about={t('places.proxy.about')}
      below={{ https: <HttpsAddress /> }}
      face={
        <>
          <b>{t('places.proxy.title')}</b>
          <small>{address}</small>
          {https === null ? null : <small>{t('addressHttps', { address: `localhost:${https.port}` })}</small>}
          {rule === null ? null : <small>{t(`servers:why.${rule}`)}</small>}
          <small className="num">{count}</small>
        </>
      }
    >
      {rule === null ? null : ruleChoice}
      <TrustProxy />
    </Place>
  )
}
