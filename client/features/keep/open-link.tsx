import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trace } from '../../../server/protocol/trace.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { showCompare } from '../../state/compare-page.js'
import { send } from '../../state/connection.js'
import { closeKeeping, type Keeping } from '../../state/keeping.js'
import { dropLinkFromAddress } from '../../state/link-in-address.js'
import { startTraceRun } from '../../state/trace-run.js'
import { useIsThen, useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatDuration } from '../../ui/format.js'
import styles from './keep.module.css'
import { PACES, type Pace } from './run-trace.js'
import { TraceView } from './trace-view.js'
import { browserWords, pausesOf } from './trace-words.js'

type Read = { readonly trace: Trace } | { readonly problem: string }

/** A link from elsewhere: what it would do, in plain words, and then, at a click, that. */
export function OpenLink({ link }: Keeping) {
  const { t, i18n } = useTranslation('show')
  const words = useProblemWords()
  const [text, setText] = useState(link ?? '')
  const [read, setRead] = useState<Read | null>(null)
  const [pace, setPace] = useState<Pace>('short')
  const isThen = useIsThen()
  const hasLesson = useLive(({ lesson }) => lesson !== null)
  const look = async (given: string) => {
    const answer = await send({ type: 'link:read', link: given.slice(0, MOST) })
    setRead(answer.ok ? { trace: answer.value } : { problem: words(answer.problem) })
  }
  const lookNow = useRef(look)
  useEffect(() => {
    if (link !== null) {
      setText(link)
      void lookNow.current(link)
    }
  }, [link])
  return (
    <>
      <form
        className={styles.view}
        onSubmit={(event) => {
          event.preventDefault()
          void look(text)
        }}
      >
        <label className={styles.field}>
          {t('open-link.field')}
          <textarea
            className={styles.mono}
            rows={3}
            spellCheck={false}
            value={text}
            onChange={({ target }) => {
              setText(target.value)
              setRead(null)
            }}
          />
        </label>
        {read !== null && 'trace' in read ? null : (
          <div className={styles.doing}>
            <Button type="submit" kind="primary" disabled={text.trim() === ''}>
              {t('open-link.look')}
            </Button>
          </div>
        )}
      </form>
      <div role="status">{read !== null && 'problem' in read ? <p className={styles.bad}>{read.problem}</p> : null}</div>
      {read !== null && 'trace' in read ? (
        <>
          <h3>{t('open-link.does')}</h3>
          <TraceView trace={read.trace} />
          <Changes trace={read.trace} />
          <fieldset className={styles.choices}>
            <legend>{t('open-link.pace')}</legend>
            {PACES.map((each) => (
              <label key={each}>
                <input type="radio" name="pace" checked={pace === each} onChange={() => setPace(each)} />
                {t(`open-link.paces.${each}`, { duration: formatDuration(i18n.language, pausesOf(read.trace)) })}
              </label>
            ))}
          </fieldset>
          {hasLesson ? <p className={styles.note}>{t('open-link.lesson')}</p> : null}
          <div className={styles.doing}>
            <Button
              kind="primary"
              disabled={isThen}
              onClick={() => {
                startTraceRun({ trace: read.trace, pace })
                dropLinkFromAddress()
                closeKeeping()
              }}
            >
              {t('open-link.run')}
            </Button>
            <Button
              disabled={isThen}
              onClick={() => {
                dropLinkFromAddress()
                closeKeeping()
                showCompare(true, read.trace)
              }}
            >
              {t('open-link.compare')}
            </Button>
            <span className={styles.note}>{isThen ? t('open-link.then') : t('open-link.nothingYet')}</span>
          </div>
        </>
      ) : null}
    </>
  )
}

/** As much as a command takes; the sandbox says what is wrong with more. */
const MOST = 32 * 1024

/** What running it changes here. */
function Changes({ trace }: { readonly trace: Trace }) {
  const { t } = useTranslation('show')
  const active = useLive(({ store }) => store.active)
  const available = useLive(({ store }) => store.available)
  const browsers = useLive((state) => state.browsers)
  const { store } = trace.configuration
  const label = (kind: string) => available.find((each) => each.kind === kind)?.label ?? kind
  const names = trace.browsers.map((name) => browserWords(name, t))
  const there = names.filter((name) => browsers.some((browser) => browser.id.startsWith('browser:') && browser.name === name))
  return (
    <p className={styles.note}>
      {t('open-link.changes')} {store === active ? null : t('open-link.switches', { from: label(active), to: label(store) })}{' '}
      {there.length === 0 ? null : t('open-link.forgets', { names: there.join(', ') })}
    </p>
  )
}
