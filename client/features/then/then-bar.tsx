import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Looks } from '../../jsx/resting.js'
import { useBrowserName, useKnownBrowser } from '../../state/browser-names.js'
import type { Moment } from '../../state/dashboard-store.js'
import { toldTime } from '../../state/look-at.js'
import { backToNow, compareWith, goOn } from '../../state/moment.js'
import { heldPast, onPastChanged } from '../../state/past.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber, formatTimeOfDay } from '../../ui/format.js'
import { Strip } from './strip.js'
import styles from './then-bar.module.css'
import { onBarKey, useThenKeys } from './then-keys.js'
import { ThenLegend } from './then-legend.js'

/** Over the panes while they show a moment of the past: which one, the ways to others, and the way back to now. */
export function ThenBar() {
  const moment = useDashboard((state) => state.moment)
  if (moment === null) return null
  return (
    <Looks>
      <Bar moment={moment} />
    </Looks>
  )
}

function Bar({ moment }: { readonly moment: Moment }) {
  const { t } = useTranslation('moment')
  const words = useMomentWords(moment)
  useThenKeys()
  const go = (step: 1 | -1) => void goOn(step).catch(() => {})
  return (
    <section className={styles.bar} aria-label={t('bar')} onKeyDown={onBarKey} data-then="">
      <p className={styles.what} role="status">
        <span>{t('then')}</span> <b className="num">{words.time}</b>
        <span className={styles.who}>
          {words.hue === undefined ? null : <Dot hue={words.hue} />} {words.who}
        </span>
        <b className={styles.asked}>{words.what}</b>
      </p>
      <span className={styles.steps}>
        <Button icon aria-label={t('previous')} title={`${t('previous')} ( [ )`} onClick={() => go(-1)}>
          <ChevronLeft size={15} aria-hidden />
        </Button>
        <Button icon aria-label={t('next')} title={`${t('next')} ( ] )`} onClick={() => go(1)}>
          <ChevronRight size={15} aria-hidden />
        </Button>
      </span>
      <Strip moment={moment} words={[words.time, words.who, words.what].filter(Boolean).join(', ')} />
      <span className={styles.compare}>
        {(['now', 'previous'] as const).map((each) => (
          <Button key={each} aria-pressed={moment.compared === each} onClick={() => compareWith(moment.compared === each ? 'request' : each)}>
            {t(`compare.${each}`)}
          </Button>
        ))}
      </span>
      <Button kind="primary" className={styles.back ?? ''} title={t('backWhy')} onClick={backToNow}>
        {t('back')}
      </Button>
      <div className={styles.legend}>
        <ThenLegend moment={moment} />
        <Meanwhile since={moment.leftAt} />
      </div>
    </section>
  )
}

/** The moment in words: when, who, what. */
function useMomentWords(moment: Moment) {
  const { what } = moment
  const { t, i18n } = useTranslation('moment')
  const actor = what?.kind === 'request' ? what.actor : ''
  const browser = useKnownBrowser(actor)
  const nameOf = useBrowserName()
  const time = formatTimeOfDay(i18n.language, toldTime(moment))
  if (what?.kind !== 'request') return { time, hue: undefined, who: '', what: what === null ? '' : t(`event.${what.kind}`) }
  const who = browser !== null ? nameOf(browser) : t(actor === 'crowd' ? 'who.crowd' : 'who.other')
  return { time, hue: browser?.hue ?? null, who, what: what.method === '' ? '' : `${what.method} ${what.path}` }
}

/** What has come since the reader left now. */
function Meanwhile({ since }: { readonly since: number }) {
  const { t, i18n } = useTranslation('moment')
  const count = useSyncExternalStore(onPastChanged, () => heldPast()?.stops.requestsAfter(since) ?? 0)
  return (
    <span className={`${styles.meanwhile} num`} role="status">
      {count === 0 ? '' : t('meanwhile', { count, number: formatNumber(i18n.language, count) })}
    </span>
  )
}
