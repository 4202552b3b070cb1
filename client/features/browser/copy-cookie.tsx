import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isVirtual, useBrowserName, useKnownBrowser } from '../../state/browser-names.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote, FormRow } from '../../ui/form.js'
import editor from './cookie-editor.module.css'
import styles from './copy-cookie.module.css'

/** Lays a copy of another browser's session cookie into this one: theft where that one is logged in, a planted id where it is not. */
export function CopyCookie({ browser }: { readonly browser: BrowserState }) {
  const { t } = useTranslation('sites')
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={editor.editor} data-control="copy-cookie">
      <Button kind="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('copy.open')}
      </Button>
      {isOpen && isVirtual(browser.id) ? <CopyForm id={browser.id} name={browser.name} onDone={() => setOpen(false)} /> : null}
    </div>
  )
}

function CopyForm({ id, name, onDone }: { readonly id: `browser:${string}`; readonly name: string; readonly onDone: () => void }) {
  const { t } = useTranslation('sites')
  const nameOf = useBrowserName()
  const { isPending, said, sending } = useSending()
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const focused = useSnapshot((snapshot) => snapshot.focused)
  const others = browsers.filter((each) => each.id !== id && each.jar.some(({ origin }) => origin === 'session'))
  const [chosen, setChosen] = useState<BrowserState['id'] | null>(null)
  const source = others.find((each) => each.id === chosen) ?? others[0]
  if (source === undefined) return <p className={editor.note}>{t('copy.nobody')}</p>
  const isLoggedIn = isLoggedInSession(focused[source.sessionId ?? '']?.stored?.document)

  async function submit(from: BrowserState['id']) {
    if ((await sending({ type: 'browser:copy-cookie', from, to: id })) !== null) onDone()
  }

  return (
    <Form kind="boxed" onSubmit={() => void submit(source.id)}>
      <label>
        <span>{t('copy.from')}</span>
        <select value={source.id} onChange={({ target }) => setChosen(others.find((each) => each.id === target.value)?.id ?? null)}>
          {others.map((each) => (
            <option key={each.id} value={each.id}>
              {nameOf(each)}
            </option>
          ))}
        </select>
      </label>
      <p className={editor.note}>{t(isLoggedIn ? 'copy.theft' : 'copy.plant', { name })}</p>
      <FormRow>
        <Button kind="primary" type="submit" aria-disabled={isPending} aria-busy={isPending}>
          {t('copy.do', { name })}
        </Button>
      </FormRow>
      <FormNote>{said}</FormNote>
    </Form>
  )
}

/** In the document of a store: beside the cookie, or in `session`. */
function isLoggedInSession(document: unknown): boolean {
  return JSON.stringify(document ?? null).includes('"isLoggedIn":true')
}

/** Whose cookie this browser has, and the way back. */
export function BorrowedNote({ id, from }: { readonly id: BrowserState['id']; readonly from: BrowserState['id'] }) {
  const { t } = useTranslation('sites')
  const nameOf = useBrowserName()
  const source = useKnownBrowser(from)
  const { said, sending } = useSending()
  return (
    <div className={styles.borrowed} role="status" data-borrowed={from}>
      <p>{source === null ? t('copy.hasFormer') : t('copy.has', { name: nameOf(source) })}</p>
      <Button onClick={() => isVirtual(id) && void sending({ type: 'browser:give-back', browser: id })}>{t('copy.undo')}</Button>
      {said === null ? null : <p>{said}</p>}
    </div>
  )
}
