import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { JarCookie } from '../../../server/protocol/browsers.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { RichText } from '../../ui/rich-text.js'
import styles from './cookie-anatomy.module.css'
import { CookieAttributeList } from './cookie-attribute-list.js'
import { Part } from './cookie-part.js'

export interface CookieAnatomyProps {
  readonly cookie: JarCookie
  readonly hue: number
  /** Does the store hold the session? null while unknown. */
  readonly known: boolean | null
}

/** Each part of a session cookie in words: the id, the signature and what it is worth, every attribute. */
export function CookieAnatomy({ cookie, hue, known }: CookieAnatomyProps) {
  const { t } = useTranslation('browser')
  return (
    <dl className={`${styles.anatomy} hued`} style={{ '--hue': hue } as CSSProperties} aria-label={t('anatomy.label')} data-control="cookie-anatomy">
      {cookie.parts ? <Part tone={styles.id} name={t('anatomy.sessionId')} words={t('anatomy.sessionIdWords')} /> : null}
      <Part tone={styles.signature} name={t('anatomy.signature')} words={<SignatureWords cookie={cookie} known={known} />} />
      {cookie.attributes ? <CookieAttributeList attributes={cookie.attributes} /> : <Part name={t('anatomy.unknown')} words={t('anatomy.unknownWords')} />}
    </dl>
  )
}

function SignatureWords({ cookie, known }: Pick<CookieAnatomyProps, 'cookie' | 'known'>) {
  const { t } = useTranslation('browser')
  // What the shop makes of it may be what a lesson asks.
  const isGuessOpen = useGuessOpen()
  const ignored = isGuessOpen ? '.' : `. ${t('anatomy.ignored')}`
  switch (cookie.verdict?.kind) {
    case 'good':
      return (
        <>
          <b className={styles.ok}>✓ {t('anatomy.good')}</b>
          {known === false ? ', ' : ' '}
          {known === false ? t('anatomy.opensNothing') : <RichText text={t(cookie.verdict.secretIndex > 0 ? 'anatomy.goodOld' : 'anatomy.goodWords')} />}
        </>
      )
    case 'bad-signature':
      return (
        <>
          <b className={styles.bad}>✗ {t('anatomy.bad')}</b>: <RichText text={t('anatomy.badWords') + ignored} />
        </>
      )
    case 'unsigned':
      return (
        <>
          <b className={styles.bad}>✗ {t('anatomy.unsigned')}</b>: <RichText text={t('anatomy.unsignedWords') + ignored} />
        </>
      )
    case 'malformed':
      return (
        <>
          <b className={styles.bad}>✗ {t('anatomy.malformed')}</b>: <RichText text={t('anatomy.malformedWords') + ignored} />
        </>
      )
    default:
      return <>{t('anatomy.unchecked')}</>
  }
}
