import { useTranslation } from 'react-i18next'
import { useInstance } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import styles from './options-form.module.css'

/** The secrets that sign and verify cookies, by their ids: their values never leave the server. What is asked for here takes effect at once. */
export function SecretsList() {
  const { t } = useTranslation('code')
  const secrets = useInstance(({ secrets }) => secrets)
  const { isPending, said, sending } = useSending()

  return (
    <section className={styles.field} aria-label={t('secretsLabel')} data-option="secret">
      <code>secret</code>
      <ul className={styles.secrets}>
        {secrets.map((id, index) => (
          <li key={id}>
            <code translate="no">{id}</code>
            <span>{t(index === 0 ? 'signs' : 'verifies')}</span>
            <Button type="button" disabled={isPending || secrets.length === 1} onClick={() => void sending({ type: 'secrets:drop', id })}>
              {t('dropSecret')}
            </Button>
          </li>
        ))}
      </ul>
      <Button type="button" disabled={isPending} onClick={() => void sending({ type: 'secrets:add' })}>
        {t('addSecret')}
      </Button>
      <p>{t('secretsWords')}</p>
      <p role="status">{said}</p>
    </section>
  )
}
