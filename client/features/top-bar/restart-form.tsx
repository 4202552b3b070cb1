import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { heapChoicesMb } from '../../state/heap-choices.js'
import { sendOrNotify } from '../../state/notices.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { costsOfEnding } from '../../state/sayings.js'
import { useInstance, useOwnSessions, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Choice } from '../../ui/choice.js'
import { formatNumber } from '../../ui/format.js'
import { Said } from '../../ui/said.js'
import styles from './restart-dialog.module.css'

const MB = 1024 * 1024

/** The heap limit to choose, what is lost said before, and the button. */
export function RestartForm({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation('shell')
  const store = useSnapshot((snapshot) => snapshot.store)
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  const isGuessOpen = useGuessOpen()
  const own = useOwnSessions()
  const costs = costsOfEnding({ store, crowd }, isGuessOpen, own).sayings
  const limitBytes = useInstance(({ heapLimitBytes }) => heapLimitBytes)
  const [heapMb, setHeapMb] = useState(Math.round(limitBytes / MB))
  const [pending, setPending] = useState(false)
  const choices = heapChoicesMb(limitBytes)

  async function restart() {
    setPending(true)
    const result = await sendOrNotify({ type: 'server:restart', heapLimitMb: heapMb })
    setPending(false)
    if (result.ok) onDone()
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void restart()
      }}
    >
      <p className={styles.loses}>
        <Said sayings={costs} />
      </p>
      <fieldset>
        <legend>{t('restart.heap')}</legend>
        <div className={styles.choices}>
          {choices.map((value) => (
            <Choice key={value} look="chip" name="heap" value={value} checked={heapMb === value} onChange={() => setHeapMb(value)}>
              {t('restart.megabytes', { value: formatNumber(i18n.language, value) })}
            </Choice>
          ))}
        </div>
        <p className={styles.note}>
          {t('restart.heapNote', { size: t('restart.megabytes', { value: formatNumber(i18n.language, Math.round(limitBytes / MB)) }) })}
        </p>
      </fieldset>
      <div className={styles.actions}>
        <Button onClick={onDone}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" disabled={pending}>
          {pending ? t('restart.going') : t('restart.go')}
        </Button>
      </div>
    </form>
  )
}
