import { Check, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inForce } from '../../../server/protocol/faults.js'
import { useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { PopOver } from '../../ui/pop-over.js'
import { NotAsUsual } from './not-as-usual.js'
import bar from './not-as-usual.module.css'
import styles from './way.module.css'

/**
 * For the bar: how much is not as usual, with the list behind it. Nothing while all is as usual, or the list is in sight anyway; but a card in which somebody
 * has just undone the last of it stays, and so does its button, until they have left.
 */
export function FaultsInBar({ isListed }: { readonly isListed: boolean }) {
  const { t, i18n } = useTranslation('way')
  const count = useSnapshot(({ faults }) => inForce(faults).length) + (useHasTwoServers() ? 1 : 0)
  const [isOpen, setOpen] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  if ((count === 0 || isListed) && !isOpen && !hasFocus) return null
  const label = count === 0 ? t('asUsualAgain') : t('inBar', { count, number: formatNumber(i18n.language, count) })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes whether the button or its card has the focus
    <span
      className={bar.held}
      data-faults={count}
      onFocus={() => setFocus(true)}
      onBlur={({ currentTarget, relatedTarget }) => setFocus(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))}
    >
      <PopOver
        className={`${styles.tag} ${count === 0 ? '' : styles.marked} ${bar.inBar}`}
        title={label}
        onToggle={setOpen}
        face={
          <>
            {count === 0 ? <Check size={13} aria-hidden /> : <TriangleAlert size={13} aria-hidden />} <span>{label}</span>
          </>
        }
      >
        {count === 0 ? <p>{t('nothingLeft')}</p> : <NotAsUsual />}
      </PopOver>
    </span>
  )
}
