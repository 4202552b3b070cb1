import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../../server/protocol/limits.js'
import { OPTION_NAMES } from '../../../server/protocol/session-options.js'
import { openKeeping } from '../../state/keeping.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote } from '../../ui/form.js'
import styles from './compare.module.css'
import { DifferencesForm } from './differences-form.js'
import { AGES, durationOf, fitSpeed, SPEEDS } from './draft.js'
import { rememberOrder } from './last-order.js'
import { RepeatedForm } from './repeated-form.js'
import type { Draft } from './use-draft.js'
import { seconds, useDifferentWords } from './words.js'

/** What is repeated, what differs, and what is the same on both sides. */
export function CompareForm({ draft, isUnderWay, hasRun }: { readonly draft: Draft; readonly isUnderWay: boolean; readonly hasRun: boolean }) {
  const { t, i18n } = useTranslation('compare')
  const words = useDifferentWords()
  const { said, isPending, sending } = useSending()
  const { repeated, setRepeated, differences, setDifferences, maxAge, setMaxAge, trace, sides } = draft
  const [chosenSpeed, setSpeed] = useState<number | null>(null)
  const [agesToo, setAgesToo] = useState(true)

  const speed = chosenSpeed ?? (trace === null ? 1 : fitSpeed(trace, sides))
  const duration = trace === null ? 0 : durationOf(trace, speed)
  const isTooLong = duration > LIMITS.sideBySideMs
  const options = trace?.configuration.options ?? {}
  const own = OPTION_NAMES.filter((name) => options[name] !== undefined).map(
    (name) => `${words.name(name)}: ${words.value(name, JSON.stringify(options[name]))}`,
  )
  const endsNever = trace !== null && (options.maxAgeMs ?? null) === null && !differences.some(({ what }) => what === 'maxAgeMs')
  const isAlike = differences.every(({ values }) => values[0] === values[1])
  return (
    <Form
      onSubmit={() => {
        if (trace === null) return
        setDifferences(differences)
        void sending(rememberOrder({ type: 'compare:start', trace, sides: [...sides], speed, agesToo }))
      }}
    >
      <h3>{t('repeated.heading')}</h3>
      <RepeatedForm repeated={repeated} onChange={setRepeated} />
      {trace === null ? null : (
        <p className={styles.note} data-repeats={trace.acts.length}>
          {t('repeated.acts', { count: trace.acts.length })} {t('repeated.strangers')}
        </p>
      )}
      <h3>{t('different.heading')}</h3>
      <DifferencesForm differences={differences} onChange={setDifferences} />
      {isAlike ? <p className={styles.note}>{t('different.alike')}</p> : null}
      <h3>{t('same.heading')}</h3>
      <p className={styles.note}>{t('same.what')}</p>
      {own.length === 0 ? null : (
        <ul className={styles.chips} translate="no">
          {own.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <label>
        {t('same.maxAge')}
        <select value={maxAge ?? ''} onChange={({ target }) => setMaxAge(target.value === '' ? null : target.value)}>
          <option value="">{t('same.asItWas')}</option>
          {AGES.map((ms) => (
            <option key={ms} value={String(ms)}>
              {seconds(i18n.language, ms)}
            </option>
          ))}
        </select>
      </label>
      {endsNever ? <p className={styles.note}>{t('same.endsNever')}</p> : null}
      <label>
        {t('pace.label')}
        <select value={speed} onChange={({ target }) => setSpeed(Number(target.value))}>
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {each === 1 ? t('pace.asItWas') : t('pace.faster', { speed: each })}
            </option>
          ))}
        </select>
      </label>
      {speed === 1 ? null : (
        <label>
          <input type="checkbox" checked={agesToo} onChange={({ target }) => setAgesToo(target.checked)} />
          <span>{t('pace.agesToo')}</span>
        </label>
      )}
      {speed === 1 ? null : <p className={styles.note}>{t(agesToo ? 'clock.both' : 'clock.pauses', { speed })}</p>}
      <div className={styles.go}>
        <Button kind="primary" type="submit" disabled={trace === null || isUnderWay || isPending || isTooLong}>
          {t(hasRun ? 'again' : 'run')}
        </Button>
        <Button looks disabled={trace === null} onClick={() => trace !== null && openKeeping({ view: 'link', trace })}>
          {t('link')}
        </Button>
        <span className={styles.note}>{isTooLong ? t('tooLong') : t('takes', { seconds: Math.max(1, Math.ceil(duration / 1_000)) })}</span>
      </div>
      {said === null ? null : <FormNote>{said}</FormNote>}
    </Form>
  )
}
