import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { outageOf } from '../../../server/protocol/faults.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { showBelow } from '../../state/lower-view.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { showWhy } from '../../state/why-page.js'
import { Button } from '../../ui/button.js'
import { PassingNews } from '../../ui/passing-news.js'
import { pointAtSoon } from '../../ui/point-at.js'
import { AskedFirst } from './asked-first.js'

const STAY_MS = 60_000

/** Refused where the launch was to begin, too: it stands until it is answered, or its packages are there. */
const STANDING: readonly string[] = ['ask-first', 'package-missing']

/** A switch that was refused: the old store stayed, and why. Gone with the next switch that works, or in time. */
export function RefusedSwitchNews() {
  const { t } = useTranslation(['news', 'shell'])
  const words = useProblemWords()
  const report = useSnapshot((snapshot) => snapshot.store.lastSwitch)
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const isHeldUp = useSnapshot(({ faults }) => outageOf(faults) !== null)
  const switching = useSnapshot((snapshot) => snapshot.store.switching !== null)
  // What stands since the sandbox began is said whenever the page came.
  const [dismissedAt, setDismissedAt] = useState<number | null>(() => (STANDING.includes(report?.refused?.code ?? '') ? null : (report?.at ?? null)))
  if (!report?.refused || report.at === dismissedAt || switching) return null
  const { refused, to, carryOver } = report
  const isByFault = refused.code === 'wire-in-the-way' || refused.code === 'store-held-up'
  // What it asks to undo is undone.
  if (isByFault && !isHeldUp) {
    setDismissedAt(report.at)
    return null
  }
  // Its packages have come since.
  if (refused.code === 'package-missing' && available.find(({ kind }) => kind === to)?.unavailable?.code !== 'package-missing') return null
  const asks = refused.code === 'ask-first'
  const label = (kind: string) => available.find((store) => store.kind === kind)?.label ?? kind
  return (
    <PassingNews
      key={report.at}
      stayMs={STANDING.includes(refused.code) ? null : STAY_MS}
      onEnd={() => setDismissedAt(report.at)}
      tone="warn"
      title={asks ? t('askFirst.title') : t('refused.title', { from: label(report.from) })}
      dismiss={{ label: t('shell:dismiss'), onDismiss: () => setDismissedAt(report.at) }}
      actions={
        asks ? (
          <AskedFirst problem={refused} command={{ type: 'store:switch', to, carryOver }} onAnswer={() => setDismissedAt(report.at)} />
        ) : (
          <>
            <Button onClick={() => void sendOrNotify({ type: 'store:switch', to: report.to, carryOver: report.carryOver })}>{t('refused.again')}</Button>
            {report.refused.code === 'out-of-heap' ? (
              <Button
                kind="quiet"
                onClick={() => {
                  showBelow('crowd')
                  pointAtSoon('[data-control="heap-limit"]')
                }}
              >
                {t('refused.heap')}
              </Button>
            ) : isByFault ? (
              <Button kind="quiet" onClick={() => showBelow('way')}>
                {t('shell:panes.way.where')}
              </Button>
            ) : refused.code === 'package-missing' ? null : (
              <Button looks kind="quiet" onClick={() => showWhy(available.find((store) => store.kind === report.to)?.resource ?? 'mongodb')}>
                {t('refused.why')}
              </Button>
            )}
          </>
        )
      }
    >
      {asks ? words(refused) : t('refused.text', { to: label(to), reason: words(refused) })}
    </PassingNews>
  )
}
