import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState, ThirdPartyCookies } from '../../../server/protocol/browsers.js'
import { isVirtual } from '../../state/browser-names.js'
import { sendOrNotify } from '../../state/notices.js'
import { useAsked } from '../../state/use-asked.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote, FormRow } from '../../ui/form.js'
import styles from './cookie-editor.module.css'

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
    <div className={styles.editor} data-control="from-another-site">
      <Button kind="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('open')}
      </Button>
      {isOpen && isVirtual(browser.id) && browser.thirdPartyCookies !== null ? <SiteForm id={browser.id} thirdParty={browser.thirdPartyCookies} /> : null}
    </div>
  )
}

function SiteForm({ id, thirdParty }: { readonly id: `browser:${string}`; readonly thirdParty: ThirdPartyCookies }) {
  const { t } = useTranslation('sites')
  const [act, setAct] = useState<Act>('link')
  const [wanted, setWanted] = useState<Wanted>('visit')
  const { isPending, said, say, sending } = useSending()
  const choices = WANTED[act]
  const blocks = useAsked(thirdParty, (set) => sendOrNotify({ type: 'browser:third-party-cookies', browser: id, set }))

  function choose(next: Act) {
    setAct(next)
    setWanted(WANTED[next].includes(wanted) ? wanted : (WANTED[next][0] ?? 'visit'))
  }

  async function submit() {
    const sent = await sending({ type: 'browser:from-another-site', browser: id, act, do: wanted })
    if (sent !== null) say(t('sent', { status: sent.value.status }))
  }

  return (
    <Form kind="boxed" onSubmit={() => void submit()}>
      <label>
        <span>{t('does')}</span>
        <select value={act} onChange={({ target }) => choose(ACTS.find((each) => each === target.value) ?? act)}>
          {ACTS.map((each) => (
            <option key={each} value={each}>
              {t(`choice.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('asks')}</span>
        <select value={wanted} disabled={choices.length < 2} onChange={({ target }) => setWanted(choices.find((each) => each === target.value) ?? wanted)}>
          {choices.map((each) => (
            <option key={each} value={each}>
              {t(`do.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label title={t('thirdPartyWhy')}>
        <input type="checkbox" checked={blocks.shown === 'blocked'} onChange={({ target }) => blocks.choose(target.checked ? 'blocked' : 'allowed')} />
        <span>{t('thirdParty')}</span>
      </label>
      <FormRow>
        <Button kind="primary" type="submit" aria-disabled={isPending} aria-busy={isPending}>
          {t('send')}
        </Button>
      </FormRow>
      <FormNote>{said ?? t('why')}</FormNote>
    </Form>
  )
}
