import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OPTION_NAMES, type OptionName, SESSION_OPTIONS, type SessionOptionEntry, type SessionOptions } from '../../../server/protocol/session-options.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useInstance } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { OptionField } from './option-field.js'
import styles from './options-form.module.css'

type Draft = Partial<SessionOptions>

function isAdvanced(name: OptionName): boolean {
  const { isAdvanced = false }: SessionOptionEntry = SESSION_OPTIONS[name]
  return isAdvanced
}

/** The options of `session({…})` as a plain form. What is typed is a draft until "Apply". */
export function OptionsForm() {
  const { t } = useTranslation('code')
  const words = useProblemWords()
  const inForce = useInstance(({ options }) => options)
  const [draft, setDraft] = useState<Draft>({})
  const [status, setStatus] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const options = { ...inForce, ...draft }
  const changed = OPTION_NAMES.filter((name) => options[name] !== inForce[name])

  function change(patch: Draft) {
    setStatus(null)
    setDraft({ ...draft, ...patch })
  }

  async function apply() {
    setPending(true)
    const result = await send({ type: 'server:configure', options: draft })
    setPending(false)
    if (result.ok) setDraft({})
    setStatus(result.ok ? t('applied') : words(result.problem))
  }

  const field = (name: OptionName) => (
    <OptionField key={name} name={name} value={options[name]} isChanged={changed.includes(name)} onChange={(value) => change({ [name]: value })} />
  )

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed.length > 0 && !pending) void apply()
      }}
    >
      {OPTION_NAMES.filter((name) => !isAdvanced(name)).map(field)}
      <details className={styles.advanced}>
        <summary>{t('advanced')}</summary>
        <div className={styles.fields}>{OPTION_NAMES.filter(isAdvanced).map(field)}</div>
      </details>
      <div className={styles.actions}>
        <Button kind="primary" type="submit" disabled={changed.length === 0 || pending}>
          {pending ? t('applying') : t('apply')}
        </Button>
        <span role="status">{status ?? (changed.length > 0 ? null : t('unchanged'))}</span>
      </div>
    </form>
  )
}
