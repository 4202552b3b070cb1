import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { LIMITS } from '../../state/limits.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form } from '../../ui/form.js'
import styles from './new-browser-form.module.css'

export interface NewBrowserFormProps {
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onCreated: (id: BrowserState['id']) => void
}

/** Opens a virtual browser under a name. It floats under the tabs, so nothing moves. */
export function NewBrowserForm({ taken, onClose, onCreated }: NewBrowserFormProps) {
  const { t } = useTranslation('browser')
  const [name, setName] = useState('')
  const { isPending, said, say, sending } = useSending()
  const input = useRef<HTMLInputElement>(null)
  const problemId = useId()

  useEffect(() => input.current?.focus(), [])

  async function create() {
    const wanted = name.trim()
    if (wanted === '') return say(t('tabs.empty'))
    if (taken.some((each) => each.toLowerCase() === wanted.toLowerCase())) return say(t('tabs.taken', { name: wanted }))
    const created = await sending({ type: 'browser:create', name: wanted })
    if (created !== null) onCreated(created.value.browser)
  }

  return (
    <Form
      kind="floating"
      onSubmit={() => void create()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <div className={styles.row}>
        <label>
          <span>{t('tabs.name')}</span>
          <input
            ref={input}
            value={name}
            maxLength={LIMITS.nameLength}
            placeholder={t('tabs.namePlaceholder')}
            autoComplete="off"
            aria-invalid={said !== null}
            aria-describedby={problemId}
            onChange={(event) => {
              setName(event.target.value)
              say(null)
            }}
          />
        </label>
        <Button type="submit" aria-disabled={isPending}>
          {isPending ? t('tabs.creating') : t('tabs.create')}
        </Button>
      </div>
      <p id={problemId} className={styles.problem} role="alert">
        {said}
      </p>
    </Form>
  )
}
