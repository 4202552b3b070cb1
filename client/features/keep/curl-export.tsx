import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { curlCommand } from '../../state/exports/curl-command.js'
import { liveCookies } from '../../state/exports/live-cookies.js'
import { maskRequest } from '../../state/exports/masked.js'
import { originOf } from '../../state/exports/origin-of.js'
import type { Keeping } from '../../state/keeping.js'
import { useLive } from '../../state/use-dashboard.js'
import styles from './keep.module.css'
import { KeepText } from './keep-text.js'
import { MadeText } from './made-text.js'
import { NothingYet } from './nothing-yet.js'
import { requestsOf, WhichRequests } from './which-requests.js'

/** One request as a command for the terminal. */
export function CurlExport({ rows, request }: Keeping) {
  const { t } = useTranslation('show')
  const requests = useMemo(() => requestsOf({ rows }), [rows])
  const [chosen, setChosen] = useState(request)
  const [isWhole, setWhole] = useState(false)
  const snapshot = useLive(useShallow(({ launch, https, browsers }) => ({ launch, https, browsers })))
  const found = requests.find(({ id }) => id === chosen) ?? requests.at(-1)
  if (found === undefined) return <NothingYet />
  const masked = maskRequest(found)
  const shown = isWhole ? found : masked
  const { command, hasPlaceholder, isPartial } = curlCommand(shown, {
    origin: originOf(snapshot, found),
    cookies: isWhole ? liveCookies(snapshot.browsers) : null,
    placeholder: t('curl.placeholder'),
  })
  const isMasked = masked.path !== found.path || masked.form !== found.form
  const hasCookie = found.cookieIn.kind !== 'none'
  return (
    <>
      <WhichRequests of={requests} chosen={found.id} onChoose={setChosen} canAll={false} />
      {hasCookie || isMasked ? (
        <div className={styles.choices}>
          <label>
            <input type="checkbox" checked={isWhole} onChange={({ target }) => setWhole(target.checked)} />
            {t('curl.whole')}
          </label>
        </div>
      ) : null}
      <MadeText text={command} label={t('curl.title')} rows={7} />
      {hasPlaceholder ? (
        <p className={styles.note}>{t(isWhole ? 'curl.gone' : 'curl.fillIn', { placeholder: t('curl.placeholder') })}</p>
      ) : hasCookie ? (
        <p className={styles.bad}>{t('curl.isWhole')}</p>
      ) : null}
      {isMasked && !isWhole ? <p className={styles.note}>{t('curl.masked')}</p> : null}
      {isPartial ? <p className={styles.note}>{t('curl.partial')}</p> : null}
      <KeepText text={command} />
    </>
  )
}
