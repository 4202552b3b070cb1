import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Looks } from '../../jsx/resting.js'
import type { Moment } from '../../state/dashboard-store.js'
import { backToNow, compareWith, goOn } from '../../state/moment.js'
import { heldPast, isDropped, onPastChanged } from '../../state/past.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber } from '../../ui/format.js'
import { useMedia } from '../../ui/use-media.js'
import { Strip } from './strip.js'
import styles from './then-bar.module.css'
import { onBarKey, useThenKeys } from './then-keys.js'
import { ThenLegend } from './then-legend.js'
import { useMomentWords } from './use-moment-words.js'

/** As in then-bar.module.css. */
const PHONE = '(max-width: 640px)'

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
  useThenKeys()
  const go = (step: 1 | -1) => void goOn(step).catch(() => {})
  // On a phone, where little room is left beside what stays in sight, the comparisons and what they mark scroll away with the page.
  const isPhone = useMedia(PHONE)
  const comparisons = <Comparisons moment={moment} />
  return (
    <section className={styles.bar} aria-label={t('bar')} onKeyDown={onBarKey} data-then="">
      <div className={styles.ways}>
        <What moment={moment} />
        <span className={styles.steps}>
          <Button icon aria-label={t('previous')} title={`${t('previous')} ( [ )`} onClick={() => go(-1)}>
            <ChevronLeft size={15} aria-hidden />
          </Button>
          <Button icon aria-label={t('next')} title={`${t('next')} ( ] )`} onClick={() => go(1)}>
            <ChevronRight size={15} aria-hidden />
          </Button>
        </span>
        <Strip moment={moment} />
        {isPhone ? null : comparisons}
        <Button kind="primary" className={styles.back ?? ''} title={t('backWhy')} onClick={backToNow}>
          {t('back')}
        </Button>
      </div>
      <div className={styles.legend}>
        {isPhone ? comparisons : null}
        <ThenLegend moment={moment} />
        <Dropped seq={moment.seq} />
        <Meanwhile since={moment.leftAt} />
      </div>
    </section>
  )
}

/** What the marks are between: each is pressed while it counts. */
function Comparisons({ moment }: { readonly moment: Moment }) {
  const { t } = useTranslation('moment')
  return (
    <span className={styles.compare}>
      {(['now', 'previous'] as const).map((each) => (
        <Button key={each} aria-pressed={moment.compared === each} onClick={() => compareWith(moment.compared === each ? 'request' : each)}>
          {t(`compare.${each}`)}
        </Button>
      ))}
    </span>
  )
}

/** When, who, what. */
function What({ moment }: { readonly moment: Moment }) {
  const { t } = useTranslation('moment')
  const words = useMomentWords(moment)
  return (
    <p className={styles.what} role="status">
      <span className={styles.word}>{t('then')}</span> <b className="num">{words.time}</b>
      <span className={styles.who}>
        {words.hue === undefined ? null : <Dot hue={words.hue} />} {words.who}
      </span>
      <b className={styles.asked}>{words.what}</b>
    </p>
  )
}

/** What is looked at may be dropped from the log meanwhile: it stays, and leads nowhere back. */
function Dropped({ seq }: { readonly seq: number }) {
  const { t } = useTranslation('moment')
  const is = useSyncExternalStore(onPastChanged, () => isDropped(seq))
  return (
    <span role="status" data-dropped={is || undefined}>
      {is ? t('dropped') : ''}
    </span>
  )
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
