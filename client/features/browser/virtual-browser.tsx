import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserPage, BrowserState, BrowserStream } from '../../../server/protocol/browsers.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { isVirtual } from '../../state/browser-names.js'
import { send } from '../../state/connection.js'
import { isFromOtherStore } from '../../state/page-from-before.js'
import { useShopAddress } from '../../state/shop-address.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { BrowserFrame } from '../../ui/browser-frame.js'
import { Button } from '../../ui/button.js'
import CrossSite from '../../ui/cross-site.js'
import { formatNumber } from '../../ui/format.js'
import { CookieEditor } from './cookie-editor.js'
import { BorrowedNote, CopyCookie } from './copy-cookie.js'
import { FromAnotherSite } from './from-another-site.js'
import { useGoTo } from './go-to.js'
import { Together } from './together.js'
import styles from './virtual-browser.module.css'

const ACTIONS = [
  { type: 'browser:visit', words: 'virtual.visit' },
  { type: 'browser:log-in', words: 'virtual.logIn' },
  { type: 'browser:add-to-cart', words: 'virtual.addToCart' },
  { type: 'browser:log-out', words: 'virtual.logOut' },
  { type: 'browser:forget-cookies', words: 'virtual.forget' },
] as const
type Action = (typeof ACTIONS)[number]['type']

/** A browser that the learner drives by buttons: the page it saw last, in words, and what it can do next. */
export function VirtualBrowser({ browser }: { readonly browser: BrowserState }) {
  const { t } = useTranslation('browser')
  const { t: sites } = useTranslation('sites')
  const words = useProblemWords()
  const { host } = useShopAddress()
  const [pending, setPending] = useState<Action | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const address = useGoTo((path) => void act('browser:visit', path))

  async function act(type: Action, path = '/') {
    const { id } = browser
    if (!isVirtual(id) || pending) return
    setPending(type)
    setProblem(null)
    const result = await send(type === 'browser:visit' ? { type, browser: id, path } : { type, browser: id })
    setPending(null)
    if (!result.ok) setProblem(words(result.problem))
  }

  return (
    <>
      <BrowserFrame host={host} path={browser.page?.path ?? '/'} addressLabel={t('frame.address')} {...address}>
        <section className={styles.page} aria-label={t('virtual.label', { name: browser.name })}>
          <LastPage browser={browser} />
          {browser.stream ? <Stream stream={browser.stream} /> : null}
        </section>
      </BrowserFrame>
      <div className={styles.actions} data-control="browser-actions">
        {ACTIONS.map(({ type, words: key }) => (
          <Button
            key={type}
            aria-disabled={pending !== null}
            aria-busy={pending === type}
            {...(type === 'browser:forget-cookies' && { kind: 'quiet', className: styles.quiet ?? '' })}
            onClick={() => void act(type)}
          >
            {t(key)}
          </Button>
        ))}
        {isVirtual(browser.id) ? <Together browser={browser.id} /> : null}
        <CookieEditor browser={browser} />
        <CopyCookie browser={browser} />
        <FromAnotherSite browser={browser} />
      </div>
      {browser.crossSite === null ? null : (
        <section className={styles.crossSite} aria-label={sites('last')}>
          <CrossSite request={browser.crossSite} isShort={false} />
        </section>
      )}
      {browser.borrowed === null ? null : <BorrowedNote id={browser.id} from={browser.borrowed.from} />}
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

/** An answer that goes on beside the page. */
function Stream({ stream: { path, said, isOpen } }: { readonly stream: BrowserStream }) {
  const { t } = useTranslation('sites')
  return (
    <div className={styles.stream} role="status">
      <p>{t(isOpen ? 'shown.stream' : 'shown.streamEnded', { path })}</p>
      {said === '' ? <p>{t('shown.streamSilent')}</p> : <code translate="no">{said}</code>}
    </div>
  )
}

/** What has become of the life of the shop that answered, or should have: it still runs, another one does in its place, or none does. */
function lifeOf(page: BrowserPage | null, instances: Snapshot['instances']): 'now' | 'again' | 'ended' {
  // What answered then was a notice that none runs.
  if (!page?.life) return Object.values(instances).some(({ phase }) => phase === 'running') ? 'again' : 'now'
  const server = instances[page.life.instance]
  if (server?.phase !== 'running') return 'ended'
  return server.boot === page.life.boot ? 'now' : 'again'
}
const FROM_BEFORE = { now: 'sites:shown.fromOtherStore', again: 'sites:shown.fromBefore', ended: 'sites:shown.fromEnded' } as const

function LastPage({ browser }: { readonly browser: BrowserState }) {
  const { t, i18n } = useTranslation(['browser', 'sites'])
  const { page } = browser
  const life = useSnapshot(({ instances }) => lifeOf(page, instances))
  const isFromStoreBefore = useSnapshot(({ timeline }) => isFromOtherStore(browser, timeline))
  if (!page) {
    return (
      <p className={styles.nothing}>
        <b>{t('sites:shown.nothing')}</b> {t('sites:shown.nothingTodo')}
      </p>
    )
  }
  return (
    <>
      <p className={styles.head}>
        <strong>{page.title}</strong>
        <span className="num">
          {page.status >= 400 ? t('virtual.status', { status: page.status }) : t('virtual.cart', { shown: formatNumber(i18n.language, page.cartCount) })}
        </span>
      </p>
      <p aria-live="polite">{page.greeting}</p>
      {page.flash ? <p className={styles.flash}>{page.flash}</p> : null}
      {life !== 'now' || isFromStoreBefore ? <p className={styles.before}>{t(FROM_BEFORE[life])}</p> : null}
    </>
  )
}
