import { Download, History, Terminal } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { openKeeping } from '../../state/keeping.js'
import { Button } from '../../ui/button.js'
import styles from './details.module.css'
import { readAhead } from './go-back.js'
import { RequestDetails } from './request-details.js'

/** A request that is opened: the way to the moment when it was answered, and all that its record holds. */
export function OpenedRequest({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation(['moment', 'problems', 'shell'])
  const [refusal, setRefusal] = useState<string | null>(null)
  // Whoever opens a row may want to see that moment.
  useEffect(readAhead, [])
  const show = async () => {
    try {
      const { goToRequest } = await import('../../state/moment.js')
      setRefusal((await goToRequest(request.id)) ? null : t('moment:missing'))
    } catch {
      setRefusal(t('problems:server-away', { state: 'no-connection' }))
    }
  }
  return (
    <>
      <p className={styles.toThen}>
        <Button kind="plain" title={t('moment:showWhy')} onClick={() => void show()}>
          <History size={14} aria-hidden /> {t('moment:show')}
        </Button>
        <Button kind="quiet" title={t('shell:keep.curlWhy')} onClick={() => openKeeping({ view: 'curl', request: request.id })}>
          <Terminal size={14} aria-hidden /> {t('shell:keep.asCurl')}
        </Button>
        <Button kind="quiet" title={t('shell:keep.why')} onClick={() => openKeeping({ view: 'report', request: request.id })}>
          <Download size={14} aria-hidden /> {t('shell:keep.open')}
        </Button>
        {refusal === null ? null : <span role="status">{refusal}</span>}
      </p>
      <RequestDetails request={request} />
    </>
  )
}
