import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LineTrial, SetCookieVerdict, StoredCookie } from '../../../server/protocol/cookie-verdict.js'
import { formatDate } from '../../ui/format.js'
import { RichText } from '../../ui/rich-text.js'
import { useNoteWords } from './note-words.js'
import { useRuleWords } from './rule-words.js'
import styles from './trial-result.module.css'

/** Verdict beside verdict: what the rules say of a line, and what this browser did with it. */
export function TrialResult({ name, trial }: { readonly name: string; readonly trial: LineTrial }) {
  const { t } = useTranslation('verdicts')
  const { verdict, seen } = trial
  const place = useRef<HTMLElement>(null)
  // On a phone it comes below what is in sight.
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    void place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section ref={place} className={styles.result} aria-label={name}>
      <h3>{name}</h3>
      {verdict === null || seen === 'waiting' || seen === 'given-up' ? (
        <p role="status">{t(seen === 'given-up' ? 'try.givenUp' : 'try.waiting')}</p>
      ) : (
        <dl>
          <dt>{t('try.rules')}</dt>
          <dd>
            <Verdict verdict={verdict} />
          </dd>
          <dt>{t('try.did')}</dt>
          <dd>
            <p role="status">
              {t(`try.seen.${seen}`)} {isOtherwise(verdict, seen) ? <strong>{t('try.differs')}</strong> : null}
            </p>
          </dd>
        </dl>
      )}
    </section>
  )
}

function isOtherwise({ outcome }: SetCookieVerdict, seen: LineTrial['seen']): boolean {
  return outcome === 'kept' ? seen === 'stayed-away' : seen === 'came-back'
}

function Verdict({ verdict }: { readonly verdict: SetCookieVerdict }) {
  const { t } = useTranslation('verdicts')
  const ruleWords = useRuleWords()
  const noteWords = useNoteWords()
  const isRefused = verdict.outcome === 'refused'
  const sentences = isRefused ? verdict.rules.map(ruleWords) : verdict.notes.map(noteWords)
  return (
    <>
      <p>
        <b className={isRefused ? styles.refused : styles.kept}>
          {isRefused ? '✗' : '✓'} {t(`try.outcome.${verdict.outcome}`)}
        </b>
        {verdict.outcome === 'kept' ? <Stored cookie={verdict.cookie} /> : null}
      </p>
      {sentences.map((sentence) => (
        <p key={sentence}>
          <RichText text={sentence} />
        </p>
      ))}
    </>
  )
}

/** For whom it is, where, and how long. */
function Stored({ cookie: { domain, hostOnly, path, expiresAt, partition } }: { readonly cookie: StoredCookie }) {
  const { t, i18n } = useTranslation('verdicts')
  const parts = [
    hostOnly ? t('try.stored.hostOnly', { domain }) : t('try.stored.domain', { domain: domain.slice(1) }),
    t('try.stored.path', { path }),
    expiresAt === null ? t('try.stored.session') : t('try.stored.expires', { date: formatDate(i18n.language, expiresAt) }),
    ...(partition === null ? [] : [t('try.stored.partitioned')]),
  ]
  return (
    <>
      {': '}
      <RichText text={parts.join(', ')} />
    </>
  )
}
