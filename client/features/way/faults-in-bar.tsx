import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { inForce } from '../../../server/protocol/faults.js'
import { useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { NotAsUsual } from './not-as-usual.js'
import { PopOver } from './pop-over.js'
import styles from './way.module.css'

/** For the bar: how much is not as usual, with the list behind it. Nothing while all is. */
export function FaultsInBar() {
  const { t, i18n } = useTranslation('way')
  const count = useSnapshot(({ faults }) => inForce(faults).length) + (useHasTwoServers() ? 1 : 0)
  if (count === 0) return null
  const label = t('inBar', { count, number: formatNumber(i18n.language, count) })
  return (
    <PopOver
      className={`${styles.tag} ${styles.marked} ${styles.inBar}`}
      title={label}
      face={
        <>
          <TriangleAlert size={13} aria-hidden /> <span>{label}</span>
        </>
      }
    >
      <NotAsUsual />
    </PopOver>
  )
}
