import { History } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { lookAt } from '../../state/look-at.js'
import { notify } from '../../state/notices.js'
import { useIsThen } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './timeline-tools.module.css'

const loadMoment = () => import('../../state/moment.js')

/** Begins to read what has happened, so that it is here when somebody goes back. */
export function readAhead(): void {
  loadMoment().then(
    ({ readPast }) => readPast(),
    () => {},
  )
}

/** A quiet way into the past, where no row is opened: to the request that came last, from which the strip leads on. Pressed again, back to now. */
export function GoBack() {
  const { t } = useTranslation(['timeline', 'moment', 'problems'])
  const [isReading, setReading] = useState(false)
  const isThen = useIsThen()
  const go = async () => {
    if (isThen) return lookAt(null)
    setReading(true)
    await loadLaterTexts('moment', 'problems').catch(() => {})
    try {
      const { goBack } = await loadMoment()
      if (!(await goBack())) notify({ code: 'not-found', message: t('moment:nothingYet'), params: { what: t('moment:strip') } })
    } catch {
      notify({ code: 'server-away', message: t('problems:server-away', { state: 'no-connection' }), params: { state: 'no-connection' } })
    }
    setReading(false)
  }
  return (
    <Button
      kind="quiet"
      title={isReading ? t('timeline:back.reading') : t('timeline:back.why')}
      aria-busy={isReading}
      aria-pressed={isThen}
      data-go-back=""
      onPointerEnter={readAhead}
      onFocus={readAhead}
      onClick={() => void go()}
    >
      <History size={14} aria-hidden /> <span className={styles.backWord}>{t('timeline:back.go')}</span>
    </Button>
  )
}
