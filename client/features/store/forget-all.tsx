import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useIsThen, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import styles from './store.module.css'
import { UndoForgotten } from './undo-forgotten.js'

/** Forgets every session of the active store; asks first. Beside it stands the way back, for a few seconds, of whatever was forgotten. */
export function ForgetAll() {
  const { t, i18n } = useTranslation('store')
  const words = useProblemWords()
  const canForget = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  const hasUndo = useSnapshot(({ store }) => store.undo !== null)
  const [phase, setPhase] = useState<'idle' | 'asking' | 'busy'>('idle')
  // How many there are is told where one is asked. Until then, that there are any: another number renders nothing.
  const count = useSnapshot(({ store: { sessionCount } }) => Math.min(sessionCount ?? 0, phase === 'idle' ? 1 : Number.POSITIVE_INFINITY))
  const [refused, setRefused] = useState<string | null>(null)
  const isThen = useIsThen()
  // Somebody else was faster: there is nothing left to ask about. In the past nothing can be forgotten, and the question would stand before what was stored.
  if (phase === 'asking' && (count === 0 || isThen)) setPhase('idle')
  const forget = async () => {
    if (phase === 'busy') return
    setPhase('busy')
    const result = await send({ type: 'store:clear' })
    setPhase('idle')
    setRefused(result.ok ? null : words(result.problem))
  }
  const close = () => {
    if (phase === 'busy') return
    setPhase('idle')
    setRefused(null)
  }
  const isOpen = !isThen && (phase !== 'idle' || refused !== null)
  if (count === 0 && !isOpen && !hasUndo) return null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape, wherever in it the focus is
    <div className={styles.forgetPlace} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <UndoForgotten onRefused={setRefused} />
      {count === 0 && !isOpen ? null : (
        <Button
          kind="quiet"
          data-focus-heir=""
          disabled={!canForget || count === 0}
          aria-expanded={isOpen}
          onClick={() => (phase === 'idle' ? setPhase('asking') : close())}
        >
          {t('forget.button')}
        </Button>
      )}
      {!isOpen ? null : phase !== 'idle' ? (
        <fieldset className={styles.ask}>
          <legend className="num">{t(phase === 'busy' ? 'forget.left' : 'forget.ask', { count, number: formatNumber(i18n.language, count) })}</legend>
          <Button kind="danger" aria-disabled={phase === 'busy'} onClick={() => void forget()}>
            {t('forget.confirm')}
          </Button>
          <Button kind="quiet" autoFocus aria-disabled={phase === 'busy'} onClick={close}>
            {t('forget.keep')}
          </Button>
        </fieldset>
      ) : (
        <p className={`${styles.ask} ${styles.refused}`} role="alert">
          {refused}
        </p>
      )}
    </div>
  )
}
