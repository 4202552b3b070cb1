import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShopSource } from '../../../server/protocol/command-results.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useInstance, useIsThen, useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import styles from './code-dialog.module.css'
import { type CodeLanguage, CodeLanguageChoice, useCodeLanguage } from './code-language.js'
import { CodeListing } from './code-listing.js'
import { withOptions } from './options-code.js'
import { OptionsForm } from './options-form.js'
import { SecretsList } from './secrets-list.js'
import { ShopChoice } from './shop-choice.js'
import { VariantExplained } from './variant-explained.js'

/** The source at the left, the options at the right. Fetched when it is opened, since few visits need it. */
export default function CodeAndOptions() {
  const { t, i18n } = useTranslation('code')
  const { t: then } = useTranslation('moment')
  const isThen = useIsThen()
  const { t: shell } = useTranslation('shell')
  const words = useProblemWords()
  const shop = useInstance(({ shop }) => shop)
  const options = useInstance(({ options }) => options)
  const secrets = useInstance(({ secrets }) => secrets.length)
  const store = useSnapshot((snapshot) => snapshot.store.active)
  const [language, setLanguage] = useCodeLanguage()
  const [source, setSource] = useState<ShopSource | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  // Of those that are looked at: in the past, another shop may have run.
  useEffect(() => {
    let wanted = true
    void send({ type: 'server:source', shop, store }).then((result) => {
      if (!wanted) return
      // Code of another shop or store would be taken for what runs.
      setSource(result.ok ? result.value : null)
      if (!result.ok) setProblem(result.problem)
    })
    return () => {
      wanted = false
    }
  }, [shop, store])

  return (
    <div className={styles.halves}>
      <div className={styles.files}>
        <ShopChoice />
        {source?.variant ? <VariantExplained explained={source.variant.explained} /> : null}
        <section className={styles.code} aria-label={source?.path ?? shell('code.title')} data-control="code">
          {source ? (
            <CodeListing
              path={inLanguage(source.path, language)}
              code={withOptions(source.code[language], options)}
              aside={<CodeLanguageChoice language={language} onChoose={setLanguage} />}
            />
          ) : (
            <p className={styles.wait}>{problem ? words(problem) : shell('code.loading')}</p>
          )}
        </section>
        {source ? (
          <section className={`${styles.code} ${styles.call}`} aria-label={t('asCode')}>
            <CodeListing path={t('asCode')} code={source.storeCode} />
          </section>
        ) : null}
        {source?.variant ? (
          <section className={styles.code} aria-label={source.variant.path}>
            <CodeListing key={source.variant.path} path={inLanguage(source.variant.path, language)} code={source.variant.code[language]} />
          </section>
        ) : null}
      </div>
      <section className={styles.options} data-control="options">
        <h3>{t('options')}</h3>
        <p className={styles.note}>{isThen ? then('code.options') : t('optionsLead')}</p>
        <OptionsForm />
        {source ? <p className={styles.note}>{t('secrets', { count: secrets, shown: formatNumber(i18n.language, secrets) })}</p> : null}
        <details className={styles.secrets}>
          <summary>{t('secretsLabel')}</summary>
          <SecretsList />
        </details>
      </section>
    </div>
  )
}

/** The name of the file in the language in which it is read. */
function inLanguage(path: string, language: CodeLanguage): string {
  return language === 'javascript' ? path.replace(/\.ts$/, '.js') : path
}
