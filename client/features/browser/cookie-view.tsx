import { Eraser } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BrowserState, JarCookie, Namesakes } from '../../../server/protocol/browsers.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { useCompared, useInstance } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { ChangeMark, changeOf } from '../../ui/change-mark.js'
import { CopyButton } from '../../ui/copy-button.js'
import { formatNumber } from '../../ui/format.js'
import { RichText } from '../../ui/rich-text.js'
import { CookieAnatomy } from './cookie-anatomy.js'
import { CookieValue } from './cookie-value.js'
import styles from './cookie-view.module.css'
import { FateNote, LostCookie, SentLine } from './set-cookie-fate.js'

export interface CookieViewProps {
  readonly browser: BrowserState
  /** Is it the browser that shows this page? */
  readonly isOwn: boolean
  /** Drops the browser's cookies; left out where another button does. */
  readonly onForget?: () => void
}

/** The session's cookie in a browser's jar, its parts coloured, and each of them in words. */
export function CookieView({ browser, isOwn, onForget }: CookieViewProps) {
  const { t } = useTranslation('browser')
  const cookie = sessionCookieOf(browser.jar)
  const sessionName = useInstance(({ options }) => options.name)
  const change = changeOf(useCompared(({ browsers }) => sessionCookieOf(browsers.find(({ id }) => id === browser.id)?.jar)?.value ?? null))
  const others = browser.jar.filter((each) => each !== cookie)
  return (
    <div data-control={cookie ? 'cookie' : 'cookie cookie-anatomy'}>
      <div className={styles.head}>
        <h3>{t('cookie.heading')}</h3>
        <span className={styles.note}>{cookie ? t(isSentToAll(cookie) ? 'cookie.note' : 'cookie.noteSome') : null}</span>
        <ChangeMark change={change} />
        {cookie && onForget ? (
          <Button kind="quiet" icon aria-label={t('frame.forget')} title={`${t('frame.forget')}. ${t('frame.forgetWhy')}`} onClick={onForget}>
            <Eraser size={14} aria-hidden />
          </Button>
        ) : null}
        {cookie ? <CopyButton text={`${cookie.name}=${cookie.value}`} label={t('cookie.copy')} copiedLabel={t('cookie.copied')} /> : null}
      </div>
      {cookie ? (
        <>
          <CookieValue cookie={cookie} hue={browser.hue} />
          {browser.lastSetCookie ? <FateNote fate={browser.lastSetCookie} /> : null}
          <CookieAnatomy cookie={cookie} hue={browser.hue} known={browser.known} />
          {cookie.attributes ? <SentLine line={cookie.attributes.line} /> : null}
        </>
      ) : (
        <NoCookie browser={browser} isOwn={isOwn} />
      )}
      {browser.namesakes ? <NamesakesNote name={sessionName} namesakes={browser.namesakes} /> : null}
      {others.length > 0 ? <OtherCookies cookies={others} /> : null}
    </div>
  )
}

function sessionCookieOf(jar: readonly JarCookie[] | undefined): JarCookie | undefined {
  return jar?.find((each) => each.verdict !== null)
}

/** As far as is known: a browser does not send its attributes back. */
function isSentToAll({ attributes }: JarCookie): boolean {
  return (attributes?.path ?? '/') === '/'
}

function NoCookie({ browser, isOwn }: Pick<CookieViewProps, 'browser' | 'isOwn'>) {
  const { t } = useTranslation('browser')
  const secure = useInstance(({ options }) => options.secure === true)
  const isAtOnce = useInstance(({ options }) => options.saveUninitialized)
  const isGuessOpen = useGuessOpen()
  const { lastSetCookie, real, name } = browser
  if (lastSetCookie) return <LostCookie fate={lastSetCookie} />
  const whose = real === null ? 'virtual' : isOwn ? 'you' : 'real'
  const when = !isAtOnce ? t(`cookie.none.${whose}`, { name }) : isGuessOpen ? '' : t('cookie.none.atOnce')
  return (
    <div className={styles.empty}>
      <b>{t('cookie.none.title')}</b>
      <p>
        {when} {whose === 'you' ? t('cookie.none.alike') : null} {secure ? t('cookie.none.secure') : null}
      </p>
    </div>
  )
}

/** Several cookies of the session's name came in one header: which one the server took, and why. */
function NamesakesNote({ name, namesakes: { count, own } }: { readonly name: string; readonly namesakes: Namesakes }) {
  const { t, i18n } = useTranslation('browser')
  const whose = own === null ? 'none' : own === 1 ? 'first' : 'later'
  return (
    <p className={styles.say}>
      <RichText text={`${t('namesakes.what', { shown: formatNumber(i18n.language, count), name })} ${t(`namesakes.own.${whose}`)}`} />
    </p>
  )
}

function OtherCookies({ cookies }: { readonly cookies: readonly JarCookie[] }) {
  const { t, i18n } = useTranslation('browser')
  return (
    <div className={styles.others}>
      {t('cookie.others', { count: cookies.length, shown: formatNumber(i18n.language, cookies.length) })}
      <ul>
        {cookies.map((cookie) => (
          <li key={`${cookie.name};${cookie.attributes?.path}`}>
            <code translate="no">
              {cookie.name}={cookie.value}
            </code>
            {cookie.origin === 'elsewhere' ? null : <p>{t(`cookie.origin.${cookie.origin}`)}</p>}
          </li>
        ))}
      </ul>
      {cookies.some(({ origin }) => origin === 'elsewhere') ? <p>{t('cookie.othersWhose')}</p> : null}
    </div>
  )
}
