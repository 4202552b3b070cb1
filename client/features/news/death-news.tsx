import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Death, InstanceState } from '../../../server/protocol/instance-state.js'
import { sandboxNow } from '../../clock.js'
import { deathToll } from '../../state/sayings.js'
import { useHasTwoServers, useSnapshot } from '../../state/use-dashboard.js'
import { formatDuration, formatNumber, formatShare } from '../../ui/format.js'
import { PassingNews } from '../../ui/passing-news.js'
import { RichText } from '../../ui/rich-text.js'
import { Said } from '../../ui/said.js'
import { DeathActions } from './death-actions.js'
import styles from './news.module.css'

const MB = 1024 * 1024
/** A death from before the page was opened is told when it is not older than this. */
const OLD_MS = 60_000
/** From when the server is back. */
const STAY_MS = 60_000

/** The moment of the crash: what happened, what was lost, why the page is still here, and what to try next. */
export function DeathNews() {
  const death = useSnapshot(({ instances }) => latestDeath(Object.values(instances)))
  const [openedAt] = useState(sandboxNow)
  const [dismissedAt, setDismissedAt] = useState<number | null>(null)
  if (!death || death.at === dismissedAt || death.at < openedAt - OLD_MS) return null
  return <DeathStory key={death.at} death={death} onDismiss={() => setDismissedAt(death.at)} />
}

/** Of two servers, whichever died last. */
function latestDeath(instances: readonly InstanceState[]): Death | null {
  return instances.reduce<Death | null>((latest, { lastDeath }) => ((lastDeath?.at ?? 0) > (latest?.at ?? 0) ? lastDeath : latest), null)
}

function DeathStory({ death, onDismiss }: { readonly death: Death; readonly onDismiss: () => void }) {
  const { t, i18n } = useTranslation(['news', 'shell'])
  const isOfTwo = useHasTwoServers()
  const [whyOpen, setWhyOpen] = useState(false)
  const share = formatShare(i18n.language, death.lastReading?.gcShare ?? 0)
  return (
    <PassingNews
      // While the next life is still under way, it is not over.
      stayMs={death.backAfterMs === null ? null : STAY_MS}
      onEnd={onDismiss}
      tone="bad"
      title={isOfTwo ? `${t('shell:bar.server.named', { name: death.instance.toUpperCase() })}: ${t(`death.${death.cause}`)}` : t(`death.${death.cause}`)}
      quote={death.lastWords}
      dismiss={{ label: t('shell:dismiss'), onDismiss }}
      actions={<DeathActions death={death} whyOpen={whyOpen} onWhy={() => setWhyOpen(!whyOpen)} />}
    >
      {death.cause === 'killed' ? `${t('death.killedWhy', { signal: death.signal ?? 'SIGKILL' })} ` : null}
      {death.cause === 'watchdog' ? `${t('death.watchdogWhy')} ` : null}
      <Toll death={death} isOfTwo={isOfTwo} /> {t('death.stillHere')}{' '}
      {death.backAfterMs === null ? (
        t('death.backUnderWay')
      ) : (
        <RichText text={t('death.back', { duration: formatDuration(i18n.language, death.backAfterMs) })} />
      )}{' '}
      {/* Last, since it is known last: nothing that is being read moves when it comes. */}
      {death.requestsCutOff > 0 ? (
        <RichText text={t('death.cutOff', { count: death.requestsCutOff, shown: formatNumber(i18n.language, death.requestsCutOff) })} />
      ) : null}
      {whyOpen ? <span className={styles.why}> {t('death.slowText', { share })}</span> : null}
    </PassingNews>
  )
}

/** What it held, and whether that is gone. */
function Toll({ death, isOfTwo }: { readonly death: Death; readonly isOfTwo: boolean }) {
  const { i18n } = useTranslation('shell')
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const usage = {
    used: death.lastReading ? formatNumber(i18n.language, death.lastReading.heapUsedBytes / MB, 1) : '?',
    limit: `${formatNumber(i18n.language, death.heapLimitBytes / MB)}\u00a0MB`,
  }
  return <Said sayings={[{ key: 'death.usage', values: usage }, ...deathToll(death, { available }, isOfTwo)]} />
}
