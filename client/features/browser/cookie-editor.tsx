import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { isVirtual } from '../../state/browser-names.js'
import { send } from '../../state/connection.js'
import { Button } from '../../ui/button.js'
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
      {isOpen ? cookie ? <Form id={browser.id} value={cookie.value} /> : <p className={styles.note}>{t('editor.none')}</p> : null}
    </div>
  )
}

function Form({ id, value }: { readonly id: BrowserState['id']; readonly value: string }) {
  const { t } = useTranslation('browser')
  const words = useProblemWords()
  const noteId = useId()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(value)
  const [said, setSaid] = useState<string | null>(null)
  // What the jar holds now is what there is to edit: a new login brings another.
  useEffect(() => setDraft(value), [value])
  const isChanged = draft !== value && draft !== ''

  async function save() {
    if (!isVirtual(id) || !isChanged) return
    const result = await send({ type: 'browser:edit-cookie', browser: id, value: draft })
    setSaid(result.ok ? t('editor.saved') : words(result.problem))
    // What is in the jar now, and what that is worth, stands below, where the open form has moved it.
    const anatomy = form.current?.closest('[role="tabpanel"]')?.querySelector<HTMLElement>('[data-control~="cookie-anatomy"]')
    if (result.ok && anatomy) bringIntoSight(anatomy)
  }

  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label>
        <span>{t('editor.label')}</span>
        <textarea
          value={draft}
          rows={3}
          maxLength={4_096}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={noteId}
          onChange={(event) => setDraft(event.target.value.replace(/[\r\n]/g, ''))}
        />
      </label>
      <div className={styles.row}>
        <Button onClick={() => setDraft(flipSignature(draft))}>{t('editor.flip')}</Button>
        <Button type="submit" aria-disabled={!isChanged}>
          {t('editor.save')}
        </Button>
      </div>
      <p id={noteId} className={styles.note} role="status">
        {said ?? t('editor.why')}
      </p>
    </form>
  )
}
