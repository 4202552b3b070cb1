import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import styles from './catalogue.module.css'
import { tally } from './catalogue-filter.js'
import { entries } from './entries.js'
import { UseHere } from './use-here.js'
import { type Answers, QUESTIONS, type Question, type Suggestion, whichOne } from './which-one.js'

const ALL = Object.keys(QUESTIONS) as readonly Question[]

/** Which one for me: five questions, and the stores that fit. */
export function WhichOne() {
  const { t } = useTranslation('stores')
  const stores = useSnapshot((snapshot) => snapshot.store.available)
  const [answers, setAnswers] = useState<Partial<Answers>>({})
  const id = useId()
  const left = ALL.filter((question) => answers[question] === undefined).length
  const results = useRef<HTMLElement>(null)
  // What was asked for is below the last question, where a small screen may not show it.
  useEffect(() => {
    if (left === 0) results.current?.scrollIntoView?.({ block: 'nearest' })
  }, [left])
  const found = left === 0 ? whichOne(answers as Answers, entries, stores) : []
  return (
    <div>
      <p className={styles.lead}>{t('which.lead')}</p>
      <form className={styles.questions}>
        {ALL.map((question) => (
          <fieldset key={question}>
            <legend>{t(`which.questions.${question}.ask`)}</legend>
            {QUESTIONS[question].map((answer) => (
              <label key={answer}>
                <input
                  type="radio"
                  data-looks=""
                  name={`${id}-${question}`}
                  value={answer}
                  checked={answers[question] === answer}
                  onChange={() => setAnswers({ ...answers, [question]: answer })}
                />
                {/* The words are by question and answer; the compiler cannot follow that they belong together. */}
                <span>{t(`which.questions.${question}.${answer}` as 'which.questions.processes.one')}</span>
              </label>
            ))}
          </fieldset>
        ))}
      </form>
      <section ref={results} className={styles.found}>
        <p role="status">
          <b>{left > 0 ? t('which.left', { count: left }) : t('which.found', { count: found.length })}</b>
          {left === ALL.length ? null : (
            <Button looks kind="quiet" onClick={() => setAnswers({})}>
              {t('which.again')}
            </Button>
          )}
        </p>
        {found.length === 0 ? null : (
          <ol>
            {found.map((suggestion) => (
              <Fits key={suggestion.entry.name} suggestion={suggestion} />
            ))}
          </ol>
        )}
      </section>
    </div>
  )
}

/** One that fits: why, what one should know before, and the button that uses it. */
function Fits({ suggestion: { entry, store, reasons, caveats } }: { readonly suggestion: Suggestion }) {
  const { t, i18n } = useTranslation('stores')
  const { t: catalogue } = useTranslation('catalogue')
  const { asked, kept } = tally(entry)
  const values = {
    database: entry.database ?? catalogue(`families.${entry.family}`),
    asked,
    count: asked - kept,
    year: entry.released?.date.slice(0, 4),
  }
  return (
    <li className={styles.fits} data-store={entry.name}>
      <h3>
        {store === null ? null : <Dot hue={store.hue} />} <span translate="no">{entry.name}</span>
      </h3>
      <p>{entry.about[i18n.language === 'pt-BR' ? 'pt-BR' : 'en']}</p>
      <h4>{t('which.for')}</h4>
      <ul className={styles.sound}>
        {reasons.map((reason) => (
          <li key={reason} data-reason={reason}>
            {t(`which.reasons.${reason}`, values)}
          </li>
        ))}
      </ul>
      {caveats.length === 0 ? null : (
        <>
          <h4>{t('which.against')}</h4>
          <ul>
            {caveats.map((caveat) => (
              <li key={caveat} data-caveat={caveat}>
                {t(`which.caveats.${caveat}`, values)}
              </li>
            ))}
          </ul>
        </>
      )}
      {store === null ? null : <UseHere store={store} />}
    </li>
  )
}
