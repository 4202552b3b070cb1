import { useTranslation } from 'react-i18next'
import type { CookieAttributes } from '../../../server/protocol/browsers.js'
import { formatDate } from '../../ui/format.js'
import { RichText } from '../../ui/rich-text.js'
import { useNow } from '../../ui/use-now.js'
import { Part } from './cookie-part.js'

const SAME_SITE = ['lax', 'strict', 'none'] as const

/** The attributes of a Set-Cookie header in words; also those that are missing, since that means something too. */
export function CookieAttributeList({ attributes }: { readonly attributes: CookieAttributes }) {
  const { t } = useTranslation('browser')
  const { httpOnly, secure, sameSite, path, domain, partitioned, priority } = attributes
  const site = SAME_SITE.find((each) => each === sameSite?.toLowerCase())
  return (
    <>
      {httpOnly ? (
        <Part name={t('anatomy.httpOnly')} words={t('anatomy.httpOnlyWords')} />
      ) : (
        <Part name={t('anatomy.noHttpOnly')} words={t('anatomy.noHttpOnlyWords')} />
      )}
      {path === null ? (
        <Part name={t('anatomy.noPath')} words={t('anatomy.noPathWords')} />
      ) : (
        <Part
          name={t('anatomy.path', { value: path })}
          words={path === '/' ? <RichText text={t('anatomy.pathRoot')} /> : t('anatomy.pathSome', { value: path })}
        />
      )}
      <Lifetime attributes={attributes} />
      {secure ? <Part name={t('anatomy.secure')} words={t('anatomy.secureWords')} /> : <Part name={t('anatomy.noSecure')} words={t('anatomy.noSecureWords')} />}
      {site ? (
        <Part name={t('anatomy.sameSite', { value: sameSite })} words={t(`anatomy.sameSiteWords.${site}`)} />
      ) : (
        <Part name={t('anatomy.noSameSite')} words={t('anatomy.noSameSiteWords')} />
      )}
      {domain === null ? (
        <Part name={t('anatomy.hostOnly')} words={t('anatomy.hostOnlyWords')} />
      ) : (
        <Part name={t('anatomy.domain', { value: domain })} words={t('anatomy.domainWords', { value: domain })} />
      )}
      {partitioned ? <Part name={t('anatomy.partitioned')} words={t('anatomy.partitionedWords')} /> : null}
      {priority === null ? null : <Part name={t('anatomy.priority', { value: priority })} words={t('anatomy.priorityWords')} />}
    </>
  )
}

/** Max-Age beats Expires (RFC 6265, section 5.3, step 3); `expiresAt` is what came of the two. */
function Lifetime({ attributes: { expiresAt, maxAgeSeconds } }: { readonly attributes: CookieAttributes }) {
  const { t, i18n } = useTranslation('browser')
  const now = useNow()
  if (expiresAt === null) return <Part name={t('anatomy.noExpires')} words={t('anatomy.noExpiresWords')} />
  const name = maxAgeSeconds === null ? t('anatomy.expires') : t('anatomy.maxAge', { value: maxAgeSeconds })
  return <Part name={name} words={expiresAt <= now ? t('anatomy.expired') : t('anatomy.expiresWords', { date: formatDate(i18n.language, expiresAt) })} />
}
