import { useTranslation } from 'react-i18next'
import styles from './seen-by-express.module.css'

export interface SeenByExpressProps {
  readonly seen: {
    readonly secure: boolean
    readonly ip: string
    readonly hostname: string
    /** null: there was none. */
    readonly forwarded: { readonly proto: string | null; readonly for: string | null; readonly host: string | null }
  }
}

const HEADERS = [
  ['proto', 'X-Forwarded-Proto', 'secure'],
  ['for', 'X-Forwarded-For', 'ip'],
  ['host', 'X-Forwarded-Host', 'hostname'],
] as const

/** What the proxy said of a request, header by header, and what express made of it. Its words are those of the way. */
export function SeenByExpress({ seen }: SeenByExpressProps) {
  const { t } = useTranslation('way')
  return (
    <>
      <p className={styles.none}>
        {t('seen.proxySays')} → {t('seen.expressSees')}
      </p>
      <ul className={styles.seen}>
        {HEADERS.map(([key, header, property]) => (
          <li key={key}>
            {seen.forwarded[key] === null ? (
              <span className={styles.none}>{t('seen.none', { header })}</span>
            ) : (
              <code>
                {header}: {seen.forwarded[key]}
              </code>
            )}{' '}
            <span className={styles.made}>
              →{' '}
              <code>
                req.{property} {String(seen[property])}
              </code>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
