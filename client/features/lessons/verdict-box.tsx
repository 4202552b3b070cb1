import { Check, Circle, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Verdict, VerdictLine } from '../../../server/protocol/verdicts.js'
import { formatCoarse, formatNumber } from '../../ui/format.js'
import { useLiveNow } from '../../ui/use-now.js'
import { useSeenWords, useSentenceWords } from './sentence-words.js'
import styles from './verdict-box.module.css'

const ICONS = { done: Check, open: Circle, wrong: X } as const

/** What the step waits for, to tick off: every line stays, with what was seen of it so far. How many are done is read out. */
export function VerdictBox({ verdict: { lines } }: { readonly verdict: Verdict }) {
  const { t, i18n } = useTranslation('lesson')
  const done = lines.filter(({ state }) => state === 'done').length
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <>
      <ul className={styles.box} aria-label={t('verdict.label')}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; its words change
          <Line key={index} line={line} />
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {t('verdict.progress', { done: number(done), total: number(lines.length) })}
      </p>
    </>
  )
}

function Line({ line: { state, wanted, seen, dueAt } }: { readonly line: VerdictLine }) {
  const { t } = useTranslation('lesson')
  const words = useSentenceWords()
  const seenWords = useSeenWords()
  const Icon = ICONS[state]
  return (
    <li data-state={state}>
      <Icon size={13} strokeWidth={2.6} aria-hidden className={styles.icon} />
      <p>
        {words(wanted)}
        <span className="visually-hidden"> ({t(`verdict.state.${state}`)})</span>
        {dueAt === null ? null : <Due at={dueAt} />}
      </p>
      {seen ? (
        <p className={styles.seen}>
          <span>{t('verdict.seen')}</span> <span className="num">{seenWords(seen)}</span>
        </p>
      ) : null}
    </li>
  )
}

/** Counts down to the moment at which a line becomes true by itself. */
function Due({ at }: { readonly at: number }) {
  const { t, i18n } = useTranslation('lesson')
  const left = Math.ceil((at - useLiveNow()) / 1_000) * 1_000
  if (!(left > 0)) return null
  return <b className={`${styles.due} num`}>{t('verdict.due', { duration: formatCoarse(i18n.language, left) })}</b>
}
