import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrowdOrder } from '../../../server/protocol/crowd.js'
import type { Death } from '../../../server/protocol/instance-state.js'
import { isServing } from '../../../server/protocol/instance-state.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { notify } from '../../state/notices.js'
import { switchAndRepeat } from '../../state/store-choice.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { pointAt } from '../../ui/point-at.js'

export interface DeathActionsProps {
  readonly death: Death
  readonly whyOpen: boolean
  readonly onWhy: () => void
}

/** What to try next: the same crowd on a store that outlives the process, the requests, the reason for the slow-down. */
export function DeathActions({ death, whyOpen, onWhy }: DeathActionsProps) {
  const { t } = useTranslation('news')
  const runs = useSnapshot((snapshot) => snapshot.crowd.finished)
  const running = useSnapshot(isServing)
  const active = useSnapshot((snapshot) => snapshot.store.active)
  const refuge = useSnapshot((snapshot) => snapshot.store.available.find((store) => isRefuge(store, death.store)))
  const [pending, setPending] = useState(false)
  // Only a crowd that was cut off is let in again: one that had come and gone before has nothing to do with this death.
  const run = runs.findLast((each) => each.boot === death.boot && each.outcome === 'server-went-away')
  const offer = death.sessionsLost > 0 && refuge && active === death.store ? refuge : null

  async function repeat(store: StoreDescription, order: CrowdOrder | null) {
    setPending(true)
    const problem = await switchAndRepeat(store.kind, order)
    if (problem) notify(problem)
    else if (order) pointAt('[data-pane="memory"]')
    setPending(false)
  }

  return (
    <>
      {offer ? (
        <Button kind="primary" disabled={!running || pending} onClick={() => void repeat(offer, run?.order ?? null)}>
          {running ? t(run ? 'death.again' : 'death.switchTo', { store: offer.label }) : t('death.waiting')}
        </Button>
      ) : null}
      <Button looks onClick={() => pointAt('[data-pane="requests"]')}>
        {t('death.lastRequests')}
      </Button>
      {death.cause === 'out-of-memory' ? (
        <Button looks kind="quiet" aria-expanded={whyOpen} onClick={onWhy}>
          {t('death.slow')}
        </Button>
      ) : null}
    </>
  )
}

/** A store that is ready, that another one died beside, and that keeps its sessions. */
function isRefuge(store: StoreDescription, diedOn: string): boolean {
  return store.kind !== diedOn && store.capabilities.survivesRestart && store.unavailable === null
}
