import { useTranslation } from 'react-i18next'
import type { SetCookieFate } from '../../../server/protocol/browsers.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { useInstance } from '../../state/use-dashboard.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { RichText } from '../../ui/rich-text.js'
import styles from './cookie-view.module.css'

async function loadRefusalWords() {
  const [words] = await Promise.all([import('./refusal-words.js'), loadLaterTexts('verdicts')])
  return words
}

async function loadNoteList() {
  const [list] = await Promise.all([import('./note-list.js'), loadLaterTexts('verdicts')])
  return list
}

/** In place of a cookie that is not there, what became of the one that the shop sent. */
export function LostCookie({ fate }: { readonly fate: SetCookieFate }) {
  const { t } = useTranslation('browser')
  const secure = useInstance(({ options }) => options.secure === true)
  const outcome = fate.outcome === 'gone' || fate.outcome === 'expired' ? fate.outcome : fate.outcome === 'waiting' ? 'waiting' : 'refused'
  return (
    <div className={styles.empty}>
      <b>{t(`fate.${outcome}.title`)}</b>
      {outcome === 'refused' || outcome === 'waiting' ? (
        <p>
          <LazyPart load={loadRefusalWords} meanwhile={null} props={{ rule: fate.refusal }} />
        </p>
      ) : null}
      <p>
        <RichText text={t(`fate.${outcome}.todo`)} /> {secure ? t('cookie.none.secure') : null}
      </p>
      <SentLine line={fate.line} />
    </div>
  )
}

/** Beside the cookie that is there: that nothing has shown yet whether it was kept, or that it is not the one that was sent last. */
export function FateNote({ fate }: { readonly fate: SetCookieFate }) {
  const { t } = useTranslation('browser')
  const isOther = fate.outcome === 'other'
  const isRefusedSoon = fate.outcome === 'waiting' && fate.refusal !== null
  return (
    <>
      {fate.outcome === 'waiting' && !isRefusedSoon ? <p className={styles.say}>{t('fate.sent')}</p> : null}
      {isOther || isRefusedSoon ? (
        <div className={styles.say}>
          <p>
            {t(isOther ? 'fate.other' : 'fate.otherSoon')} <LazyPart load={loadRefusalWords} meanwhile={null} props={{ rule: fate.refusal }} />
          </p>
          <SentLine line={fate.line} />
        </div>
      ) : null}
      {fate.outcome === 'kept' && fate.notes.length > 0 ? (
        <div className={styles.say}>
          <LazyPart load={loadNoteList} meanwhile={null} props={{ notes: fate.notes }} />
        </div>
      ) : null}
      {fate.overwrote === null ? null : (
        <p className={styles.say}>
          <RichText text={t('fate.overwrote')} />
        </p>
      )}
    </>
  )
}

export function SentLine({ line }: { readonly line: string }) {
  const { t } = useTranslation('browser')
  return (
    <details className={styles.line}>
      <summary>{t('cookie.line')}</summary>
      <code translate="no">{line}</code>
    </details>
  )
}
