import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OPTION_NAMES, type OptionName, SESSION_OPTIONS, type SessionOptionEntry, type SessionOptions } from '../../../server/protocol/session-options.js'
import { useInstance, useInstanceOtherwise, useIsThen } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
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
  const isThen = useIsThen()
  const inForce = useInstance(({ options }) => options)
  const otherwise = useInstanceOtherwise(({ options }) => options)
  const [draft, setDraft] = useState<Draft>({})
  const { isPending, said, say, sending } = useSending()
  const options = { ...inForce, ...draft }
  const changed = OPTION_NAMES.filter((name) => options[name] !== inForce[name])

  function change(patch: Draft) {
    say(null)
    setDraft({ ...draft, ...patch })
  }

  async function apply() {
    if ((await sending({ type: 'server:configure', options: draft })) === null) return
    setDraft({})
    say(t('applied'))
  }

  // What is marked is seen without being looked for, and what was opened stays so.
  const hasMarked = otherwise !== null && OPTION_NAMES.some((name) => isAdvanced(name) && otherwise.value[name] !== inForce[name])
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (hasMarked) setOpen(true)
  }, [hasMarked])
  const field = (name: OptionName) => (
    <OptionField
      key={name}
      name={name}
      value={options[name]}
      otherwise={otherwise === null || otherwise.value[name] === inForce[name] ? null : { value: otherwise.value[name], when: otherwise.when }}
      isChanged={changed.includes(name)}
      onChange={(value) => change({ [name]: value })}
    />
  )

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed.length > 0) void apply()
      }}
    >
      {OPTION_NAMES.filter((name) => !isAdvanced(name)).map(field)}
      <details className={styles.advanced} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('advanced')}</summary>
        <div className={styles.fields}>{OPTION_NAMES.filter(isAdvanced).map(field)}</div>
      </details>
      <div className={styles.actions}>
        <Button kind="primary" type="submit" disabled={changed.length === 0 || isPending}>
          {isPending ? t('applying') : t('apply')}
        </Button>
        <span role="status">{said ?? (changed.length > 0 || isThen ? null : t('unchanged'))}</span>
      </div>
    </form>
  )
}
