import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState, ThirdPartyCookies } from '../../../server/protocol/browsers.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { isVirtual } from '../../state/browser-names.js'
import { send } from '../../state/connection.js'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import editor from './cookie-editor.module.css'
import styles from './together-form.module.css'

const ACTS = ['link', 'form', 'fetch', 'fetch-with-credentials', 'frame'] as const
type Act = (typeof ACTS)[number]
const ALL = ['visit', 'add-to-cart', 'log-out'] as const
type Wanted = (typeof ALL)[number]
/** What each can ask for. */
const WANTED: Readonly<Record<Act, readonly Wanted[]>> = {
  link: ['visit'],
  form: ['add-to-cart', 'log-out'],
  fetch: ALL,
  'fetch-with-credentials': ALL,
  frame: ['visit'],
}

/** Has a page of another site make this browser ask the shop for something. */
export function FromAnotherSite({ browser }: { readonly browser: BrowserState }) {
  const { t } = useTranslation('sites')
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={editor.editor} data-control="from-another-site">
      <Button kind="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('open')}
      </Button>
      {isOpen && isVirtual(browser.id) && browser.thirdPartyCookies !== null ? <Form id={browser.id} thirdParty={browser.thirdPartyCookies} /> : null}
    </div>
  )
}

function Form({ id, thirdParty }: { readonly id: `browser:${string}`; readonly thirdParty: ThirdPartyCookies }) {
  const { t } = useTranslation('sites')
  const words = useProblemWords()
  const noteId = useId()
  const [act, setAct] = useState<Act>('link')
  const [wanted, setWanted] = useState<Wanted>('visit')
  const [isPending, setPending] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const choices = WANTED[act]

  function choose(next: Act) {
    setAct(next)
    setWanted(WANTED[next].includes(wanted) ? wanted : (WANTED[next][0] ?? 'visit'))
  }

  async function submit() {
    if (isPending) return
    setPending(true)
    const result = await send({ type: 'browser:from-another-site', browser: id, act, do: wanted })
    setPending(false)
    setSaid(result.ok ? t('sent', { status: result.value.status }) : words(result.problem))
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label>
        <span className={styles.note}>{t('does')}</span>
        <select value={act} onChange={({ target }) => choose(ACTS.find((each) => each === target.value) ?? act)}>
          {ACTS.map((each) => (
            <option key={each} value={each}>
              {t(`choice.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className={styles.note}>{t('asks')}</span>
        <select value={wanted} disabled={choices.length < 2} onChange={({ target }) => setWanted(choices.find((each) => each === target.value) ?? wanted)}>
          {choices.map((each) => (
            <option key={each} value={each}>
              {t(`do.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.check} title={t('thirdPartyWhy')}>
        <input
          type="checkbox"
          checked={thirdParty === 'blocked'}
          onChange={({ target }) => void sendOrNotify({ type: 'browser:third-party-cookies', browser: id, set: target.checked ? 'blocked' : 'allowed' })}
        />
        <span>{t('thirdParty')}</span>
      </label>
      <div className={styles.row}>
        <Button kind="primary" type="submit" aria-disabled={isPending} aria-busy={isPending}>
          {t('send')}
        </Button>
      </div>
      <p id={noteId} className={styles.note} role="status">
        {said ?? t('why')}
      </p>
    </form>
  )
}
