import { type CrossSiteRequest, type Decided, useCrossSiteWords } from '../i18n/cross-site-words.js'
import styles from './cross-site.module.css'
import { RichText } from './rich-text.js'

export interface CrossSiteProps {
  readonly request: CrossSiteRequest
  /** In one line of a row: only the session's cookie, and what the page got. */
  readonly isShort: boolean
}

/** A request that another site's page set off: which cookies went along, which stayed at home, and who decided. */
export default function CrossSite({ request, isShort }: CrossSiteProps) {
  const { head, noCookies, cookies, session, answer } = useCrossSiteWords()(request)
  if (isShort) {
    return (
      <span data-cross-site={request.act}>
        {session ? <Sentence decided={session} /> : <span>{noCookies}</span>} {answer ? <Sentence decided={answer} /> : null} <span>{head}</span>{' '}
      </span>
    )
  }
  return (
    <div className={styles.whole} data-cross-site={request.act}>
      <p>{head}</p>
      <ul>
        {cookies.length === 0 ? <li>{noCookies}</li> : null}
        {[...cookies, ...(answer ? [answer] : [])].map((decided) => (
          <li key={decided.key} data-outcome={decided.outcome} data-by={decided.by}>
            <Sentence decided={decided} />
            {decided.source === null ? null : <small className={styles.section}>{decided.source}</small>}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Sentence({ decided: { outcome, what, why } }: { readonly decided: Decided }) {
  const isCookie = outcome === 'attached' || outcome === 'withheld'
  return (
    <span>
      <b className={isCookie ? styles[outcome] : ''}>
        {isCookie ? <span aria-hidden>{outcome === 'attached' ? '→ ' : '⌂ '}</span> : null}
        <RichText text={what} />
      </b>
      {'. '}
      <RichText text={why} />
    </span>
  )
}
