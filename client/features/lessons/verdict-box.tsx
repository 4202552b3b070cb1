import { useTranslation } from 'react-i18next'
import type { CheckSentence, Verdict } from '../../../server/protocol/verdicts.js'
import { useSentenceWords } from './sentence-words.js'
import styles from './verdict-box.module.css'

/** What the step waits for, and what was seen so far, under each other. What is seen changes in place and is read out. */
export function VerdictBox({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation('lessons')
  return (
    <dl className={styles.box} aria-label={t('verdict.label')}>
      <div>
        <dt>{t('verdict.expected')}</dt>
        <dd>
          <Sentences of={verdict.expected} />
        </dd>
      </div>
      <div>
        <dt>{t('verdict.seen')}</dt>
        <dd aria-live="polite">
          <Sentences of={verdict.observed} />
        </dd>
      </div>
    </dl>
  )
}

function Sentences({ of: sentences }: { readonly of: readonly CheckSentence[] }) {
  const words = useSentenceWords()
  // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place; its words change
  return sentences.map((sentence, index) => <p key={index}>{words(sentence)}</p>)
}
