import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import styles from './memory.module.css'

/** Where one asks for a second lesson server. There is never one unless asked for. */
export function SecondServer() {
  const { t } = useTranslation('servers')
  const [busy, setBusy] = useState(false)
  const add = async () => {
    setBusy(true)
    await sendOrNotify({ type: 'instances:add' })
    setBusy(false)
  }
  return (
    <div className={styles.collect}>
      <Button disabled={busy} data-control="second-server" onClick={() => void add()}>
        {t('add')}
      </Button>
      <span>{t('addWhy')}</span>
    </div>
  )
}
