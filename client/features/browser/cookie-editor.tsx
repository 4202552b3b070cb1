import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isVirtual } from '../../state/browser-names.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote, FormRow } from '../../ui/form.js'
import { bringIntoSight } from '../../ui/point-at.js'
import styles from './cookie-editor.module.css'
import { flipSignature } from './flip-signature.js'

/** The session cookie of a virtual browser, to be changed by hand, as one can with developer tools. */
export function CookieEditor({ browser }: { readonly browser: BrowserState }) {
  const { t } = useTranslation('browser')
  const [isOpen, setOpen] = useState(false)
  const cookie = browser.jar.find((each) => each.verdict !== null)
  return (
    <div className={styles.editor} data-control="cookie-editor">
      <Button kind="quiet" aria-expanded={isOpen} title={t('editor.why')} onClick={() => setOpen(!isOpen)}>
        {t('editor.open')}
      </Button>
      {isOpen ? cookie ? <CookieForm id={browser.id} value={cookie.value} /> : <p className={styles.note}>{t('editor.none')}</p> : null}
    </div>
  )
}

function CookieForm({ id, value }: { readonly id: BrowserState['id']; readonly value: string }) {
  const { t } = useTranslation('browser')
  const noteId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState(value)
  const { said, say, sending } = useSending()
  // What the jar holds now is what there is to edit: a new login brings another.
  useEffect(() => setDraft(value), [value])
  const isChanged = draft !== value && draft !== ''

  async function save() {
    if (!isVirtual(id) || !isChanged) return
    if ((await sending({ type: 'browser:edit-cookie', browser: id, value: draft })) === null) return
    say(t('editor.saved'))
    // What is in the jar now, and what that is worth, stands below, where the open form has moved it.
    const anatomy = field.current?.closest('[role="tabpanel"]')?.querySelector<HTMLElement>('[data-control~="cookie-anatomy"]')
    if (anatomy) bringIntoSight(anatomy)
  }

  return (
    <Form kind="boxed" onSubmit={() => void save()}>
      <label>
        <span>{t('editor.label')}</span>
        <textarea
          ref={field}
          value={draft}
          rows={3}
          maxLength={4_096}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={noteId}
          onChange={(event) => setDraft(event.target.value.replace(/[\r\n]/g, ''))}
        />
      </label>
      <FormRow>
        <Button onClick={() => setDraft(flipSignature(draft))}>{t('editor.flip')}</Button>
        <Button type="submit" aria-disabled={!isChanged}>
          {t('editor.save')}
        </Button>
      </FormRow>
      <FormNote id={noteId}>{said ?? t('editor.why')}</FormNote>
    </Form>
  )
}
