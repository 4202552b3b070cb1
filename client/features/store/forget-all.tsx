import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { useElapsed } from '../../ui/use-now.js'
import styles from './store.module.css'

/** Forgets every session of the active store; asks first, and can be undone for a few seconds where there were not too many. */
export function ForgetAll() {
  const { t, i18n } = useTranslation('store')
  const words = useProblemWords()
  const count = useSnapshot(({ store }) => store.sessionCount ?? 0)
  const canForget = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  const [phase, setPhase] = useState<'idle' | 'asking' | 'busy'>('idle')
  const [refused, setRefused] = useState<string | null>(null)
  const [undo, setUndo] = useState<{ readonly since: number; readonly forMs: number; readonly removed: number } | null>(null)
  // Somebody else was faster: there is nothing left to ask about.
  if (phase === 'asking' && count === 0) setPhase('idle')
  const forget = async () => {
    setPhase('busy')
    const result = await send({ type: 'store:clear' })
    setPhase('idle')
    setRefused(result.ok ? null : words(result.problem))
    if (result.ok) setUndo({ since: performance.now(), forMs: result.value.undoForMs, removed: result.value.removed })
  }
  const bringBack = async () => {
    setUndo(null)
    const result = await send({ type: 'store:bring-back' })
    setRefused(result.ok ? null : words(result.problem))
  }
  const close = () => {
    setPhase('idle')
    setRefused(null)
  }
  const isOpen = phase !== 'idle' || refused !== null
  if (count === 0 && !isOpen && undo === null) return null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape, wherever in it the focus is
    <div className={styles.forgetPlace} onKeyDown={(event) => event.key === 'Escape' && phase !== 'busy' && close()}>
      {undo === null ? null : <Undo {...undo} onUndo={() => void bringBack()} onOver={() => setUndo(null)} />}
      <Button kind="quiet" disabled={!canForget || count === 0} aria-expanded={isOpen} onClick={() => (isOpen ? close() : setPhase('asking'))}>
        {t('forget.button')}
      </Button>
      {phase !== 'idle' ? (
        <fieldset className={styles.ask}>
          <legend className="num">{t('forget.ask', { count, number: formatNumber(i18n.language, count) })}</legend>
          <Button kind="danger" disabled={phase === 'busy'} onClick={() => void forget()}>
            {t('forget.confirm')}
          </Button>
          <Button kind="quiet" autoFocus disabled={phase === 'busy'} onClick={close}>
            {t('forget.keep')}
          </Button>
        </fieldset>
      ) : refused === null ? null : (
        <p className={`${styles.ask} ${styles.refused}`} role="alert">
          {refused}
        </p>
      )}
    </div>
  )
}

/** Counts down, and is gone. */
function Undo(props: { readonly since: number; readonly forMs: number; readonly removed: number; readonly onUndo: () => void; readonly onOver: () => void }) {
  const { t, i18n } = useTranslation('store')
  const { onOver } = props
  const left = Math.ceil((props.forMs - useElapsed(props.since)) / 1_000)
  const isOver = left <= 0
  useEffect(() => {
    if (isOver) onOver()
  }, [isOver, onOver])
  if (isOver) return null
  return (
    <Button className="num" title={t('forget.undoWhy', { count: props.removed, number: formatNumber(i18n.language, props.removed) })} onClick={props.onUndo}>
      {t('forget.undo', { seconds: formatNumber(i18n.language, left) })}
    </Button>
  )
}
