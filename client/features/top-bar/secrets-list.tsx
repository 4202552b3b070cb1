import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command } from '../../../server/protocol/commands.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useInstance } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './options-form.module.css'

/** The secrets that sign and verify cookies, by their ids: their values never leave the server. What is asked for here takes effect at once. */
export function SecretsList() {
  const { t } = useTranslation('code')
  const words = useProblemWords()
  const secrets = useInstance(({ secrets }) => secrets)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function ask(command: Command) {
    setPending(true)
    const result = await send(command)
    setPending(false)
    setProblem(result.ok ? null : words(result.problem))
  }

  return (
    <section className={styles.field} aria-label={t('secretsLabel')} data-option="secret">
      <code>secret</code>
      <ul className={styles.secrets}>
        {secrets.map((id, index) => (
          <li key={id}>
            <code translate="no">{id}</code>
            <span>{t(index === 0 ? 'signs' : 'verifies')}</span>
            <Button type="button" disabled={pending || secrets.length === 1} onClick={() => void ask({ type: 'secrets:drop', id })}>
              {t('dropSecret')}
            </Button>
          </li>
        ))}
      </ul>
      <Button type="button" disabled={pending} onClick={() => void ask({ type: 'secrets:add' })}>
        {t('addSecret')}
      </Button>
      <p>{t('secretsWords')}</p>
      <p role="status">{problem}</p>
    </section>
  )
}
