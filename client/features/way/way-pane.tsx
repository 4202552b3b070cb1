import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { useBrowserName, useKnownBrowser } from '../../state/browser-names.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Pane } from '../../ui/pane.js'
import { BrowsersPlace } from './browsers-place.js'
import { Lines } from './lines.js'
import { NotAsUsual } from './not-as-usual.js'
import { usePassing } from './passing.js'
import { ProxyPlace } from './proxy-place.js'
import { ServerPlace } from './server-place.js'
import { StorePlace } from './store-place.js'
import styles from './way.module.css'
import { WirePlace } from './wire-place.js'

// Fetched with it: what two parts fetch is a part of the first load.
export { FaultsInBar } from './faults-in-bar.js'

export interface WayPaneProps {
  /** What else can stand in this place. */
  readonly views: ReactNode
  /** How the proxy chooses between two servers. */
  readonly rule: ReactNode
  /** What empties the store. */
  readonly forgetAll: ReactNode
}

/** The way of a request, from the browsers to the store: what is there, what passes, what was done to it. */
export function WayPane({ views, rule, forgetAll }: WayPaneProps) {
  const { t } = useTranslation(['shell', 'way'])
  const passing = usePassing()
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const hasCrowd = useSnapshot((snapshot) => snapshot.crowd.running !== null)
  const instances = useSnapshot((snapshot) => snapshot.instances)
  const servers = Object.keys(instances)
  const senders = [...browsers.map(({ id }) => id), ...(hasCrowd ? ['crowd'] : [])]
  return (
    <Pane name="way" where={t('panes.way.where')} what={t('panes.way.what')} aside={views}>
      <div className={styles.way} data-part="way" data-control="way">
        <div className={styles.places}>
          <Lines passing={passing} senders={senders} servers={servers} />
          <ol>
            <li>
              <h3 className={styles.heading}>{t('way:heading.browsers')}</h3>
              <BrowsersPlace />
            </li>
            <li>
              <h3 className={styles.heading}>{t('way:heading.proxy')}</h3>
              <ProxyPlace rule={rule} />
            </li>
            <li>
              <h3 className={styles.heading}>{t('way:heading.servers', { count: servers.length })}</h3>
              {servers.map((id) => (
                <ServerPlace key={id} id={id} />
              ))}
            </li>
            <li className={styles.wire}>
              <WirePlace />
            </li>
            <li>
              <h3 className={styles.heading}>{t('way:heading.store')}</h3>
              <StorePlace forgetAll={forgetAll} />
            </li>
          </ol>
        </div>
        <NotAsUsual />
        <LastRequest passing={passing} />
      </div>
    </Pane>
  )
}

/** What travels, for those who do not see it. */
function LastRequest({ passing }: { readonly passing: readonly RequestRecord[] }) {
  const { t } = useTranslation('way')
  const nameOf = useBrowserName()
  const last = passing.at(-1)
  const browser = useKnownBrowser(last?.actor ?? '')
  if (last === undefined) return <p className="visually-hidden">{t('noRequests')}</p>
  const { actor, agent, method, path, instance, status } = last
  const who = browser === null ? (agent ?? actor) : nameOf(browser)
  return (
    <p className="visually-hidden">
      {t('lastRequest', {
        who,
        method,
        path,
        server: instance?.toUpperCase() ?? t('places.proxy.title'),
        status: status === null ? t('cutOff') : String(status),
      })}
    </p>
  )
}
