import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { LIMITS } from '../../state/limits.js'
import { Button } from '../../ui/button.js'
import styles from './new-browser-form.module.css'

export interface NewBrowserFormProps {
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onCreated: (id: BrowserState['id']) => void
}

/** Opens a virtual browser under a name. It floats under the tabs, so nothing moves. */
export function NewBrowserForm({ taken, onClose, onCreated }: NewBrowserFormProps) {
  const { t } = useTranslation('browser')
  const words = useProblemWords()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const problemId = useId()

  useEffect(() => input.current?.focus(), [])

  async function create() {
    const wanted = name.trim()
    if (wanted === '') return setProblem(t('tabs.empty'))
    if (taken.some((each) => each.toLowerCase() === wanted.toLowerCase())) return setProblem(t('tabs.taken', { name: wanted }))
    setPending(true)
    const result = await send({ type: 'browser:create', name: wanted })
    setPending(false)
    if (result.ok) onCreated(result.value.browser)
    else setProblem(words(result.problem))
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <label>
        <span>{t('tabs.name')}</span>
        <input
          ref={input}
          value={name}
          maxLength={LIMITS.nameLength}
          placeholder={t('tabs.namePlaceholder')}
          autoComplete="off"
          aria-invalid={problem !== null}
          aria-describedby={problemId}
          onChange={(event) => {
            setName(event.target.value)
            setProblem(null)
          }}
        />
      </label>
      <Button type="submit" disabled={pending}>
        {pending ? t('tabs.creating') : t('tabs.create')}
      </Button>
      <p id={problemId} role="alert">
        {problem}
      </p>
    </form>
  )
}
