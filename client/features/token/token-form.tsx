import { KeyRound } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { connectWith } from '../../state/connection.js'
import { tokenIn } from '../../state/launch-token.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { RichText } from '../../ui/rich-text.js'
import styles from './token-form.module.css'

/** Instead of the page, where others can reach it too: where the token stands, and a place to paste it. */
export function TokenForm() {
  const { t } = useTranslation('token')
  const isWrong = useDashboard(({ connection }) => connection.phase === 'wrong-token')
  const [text, setText] = useState('')
  const [isUnreadable, setUnreadable] = useState(false)
  const id = useId()
  const mistake = isUnreadable ? t('unreadable') : isWrong ? t('wrong') : null

  function submit(event: FormEvent): void {
    event.preventDefault()
    const token = tokenIn(text)
    setUnreadable(token === null)
    if (token !== null) connectWith(token)
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit}>
        <h1>
          <KeyRound size={20} aria-hidden /> {t('title')}
        </h1>
        <p>
          <RichText text={t('why')} />
        </p>
        <p>
          <RichText text={t('where')} />
        </p>
        <label htmlFor={id}>{t('label')}</label>
        <div className={styles.row}>
          <input
            id={id}
            value={text}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-invalid={mistake !== null}
            aria-describedby={`${id}-mistake`}
            onChange={(event) => setText(event.target.value)}
          />
          <Button kind="primary" type="submit">
            {t('open')}
          </Button>
        </div>
        <p id={`${id}-mistake`} className={styles.mistake} role="alert">
          {mistake}
        </p>
      </form>
    </main>
  )
}
