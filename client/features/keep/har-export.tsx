import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { harOf } from '../../state/exports/har.js'
import { liveCookies } from '../../state/exports/live-cookies.js'
import { originOf } from '../../state/exports/origin-of.js'
import type { Keeping } from '../../state/keeping.js'
import { newestState } from '../../state/use-dashboard.js'
import styles from './keep.module.css'
import { KeepText } from './keep-text.js'
import { NothingYet } from './nothing-yet.js'
import { useSenderName } from './sender-name.js'
import { requestsOf, WhichRequests } from './which-requests.js'

/** The requests as an HTTP Archive, for the developer tools of browsers. */
export function HarExport({ rows, request }: Keeping) {
  const { t } = useTranslation('show')
  const requests = useMemo(() => requestsOf({ rows }), [rows])
  const [chosen, setChosen] = useState(request)
  const [isMasked, setMasked] = useState(true)
  const nameOf = useSenderName()
  if (requests.length === 0) return <NothingYet />
  const har = () => {
    const snapshot = newestState()
    return harOf(
      requests.filter(({ id }) => chosen === null || id === chosen),
      {
        version: snapshot.launch.version,
        originOf: (each) => originOf(snapshot, each),
        nameOf,
        agentOf: ({ actor }) => snapshot.browsers.find(({ id }) => id === actor)?.real?.userAgent ?? null,
        cookies: isMasked ? null : liveCookies(snapshot.browsers),
      },
    )
  }
  return (
    <>
      <WhichRequests of={requests} chosen={chosen} onChoose={setChosen} canAll />
      <div className={styles.choices}>
        <label>
          <input type="checkbox" checked={!isMasked} onChange={({ target }) => setMasked(!target.checked)} />
          {t('har.whole')}
        </label>
      </div>
      <p className={isMasked ? styles.note : styles.bad}>{t(isMasked ? 'har.masked' : 'har.notMasked')}</p>
      <KeepText text={() => JSON.stringify(har(), null, 2)} file={{ name: 'sessionscope.har', type: 'application/json' }} canCopy={false} />
      <p className={styles.note}>{t('har.how')}</p>
    </>
  )
}
