import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import styles from './store.module.css'

/** Forgets every session of the active store; asks first. */
export function ForgetAll() {
  const { t, i18n } = useTranslation('store')
  const words = useProblemWords()
  const count = useSnapshot(({ store }) => store.sessionCount ?? 0)
  const canForget = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  const [phase, setPhase] = useState<'idle' | 'asking' | 'busy'>('idle')
  const [refused, setRefused] = useState<string | null>(null)
  // Somebody else was faster: there is nothing left to ask about.
  if (phase === 'asking' && count === 0) setPhase('idle')
  const forget = async () => {
    setPhase('busy')
    const result = await send({ type: 'store:clear' })
    setPhase('idle')
    setRefused(result.ok ? null : words(result.problem))
  }
  if (phase === 'idle') {
    return (
      <>
        {count > 0 ? (
          <Button kind="quiet" className={styles.forget ?? ''} disabled={!canForget} onClick={() => setPhase('asking')}>
            {t('forget.button')}
          </Button>
        ) : null}
        {refused === null ? null : (
          <p className={styles.refused} role="alert">
            {refused}
          </p>
        )}
      </>
    )
  }
  return (
    <fieldset className={styles.ask} onKeyDown={(event) => event.key === 'Escape' && setPhase('idle')}>
      <legend className="num">{t('forget.ask', { count, number: formatNumber(i18n.language, count) })}</legend>
      <Button kind="danger" disabled={phase === 'busy'} onClick={() => void forget()}>
        {t('forget.confirm')}
      </Button>
      <Button kind="quiet" autoFocus disabled={phase === 'busy'} onClick={() => setPhase('idle')}>
        {t('forget.keep')}
      </Button>
    </fieldset>
  )
}
