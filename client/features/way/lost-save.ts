import { useTranslation } from 'react-i18next'
import type { Crossing } from '../../../server/protocol/requests.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { useSnapshot } from '../../state/use-dashboard.js'

/** Of how many of the newest requests a lost save is told. */
const NEWEST = 12

/** The newest of the saves that another one overwrote, as its place says it; null: none of the latest requests. */
export function useLostSave(): string | null {
  const { t } = useTranslation('way')
  const crossing = useSnapshot(({ timeline }) => newestLoss(timeline))
  if (crossing === null) return null
  return crossing.lost === undefined ? t('saveOverwritten') : t('saveLost', { keys: crossing.lost.join(', ') })
}

function newestLoss(timeline: readonly TimelineRow[]): Crossing | null {
  const requests = timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : [])).slice(-NEWEST)
  return requests.findLast(({ crossed }) => crossed?.kind === 'overwrote')?.crossed ?? null
}
