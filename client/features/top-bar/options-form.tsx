import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionOptions } from '../../../server/protocol/requests.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './options-form.module.css'

const SWITCHES = ['resave', 'saveUninitialized', 'rolling', 'httpOnly', 'secure'] as const
const SAME_SITE = ['lax', 'strict', 'none'] as const
type Draft = Partial<Omit<SessionOptions, 'name'>>

/** The options of `session({…})` as a plain form. What is typed is a draft until "Apply". */
export function OptionsForm() {
  const { t } = useTranslation('shell')
  const words = useProblemWords()
  const inForce = useSnapshot((snapshot) => snapshot.server.options)
  const [draft, setDraft] = useState<Draft>({})
  const [status, setStatus] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const options = { ...inForce, ...draft }
  const changed = Object.entries(draft).some(([name, value]) => inForce[name as keyof SessionOptions] !== value)

  function change(patch: Draft) {
    setStatus(null)
    setDraft({ ...draft, ...patch })
  }

  async function apply() {
    setPending(true)
    const result = await send({ type: 'server:configure', options: draft })
    setPending(false)
    if (result.ok) setDraft({})
    setStatus(result.ok ? t('code.applied') : words(result.problem))
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed && !pending) void apply()
      }}
    >
      {SWITCHES.slice(0, 3).map((name) => (
        <Switch key={name} name={name} checked={options[name]} changed={options[name] !== inForce[name]} onChange={(value) => change({ [name]: value })} />
      ))}
      <MaxAge value={options.maxAgeMs} onChange={(maxAgeMs) => change({ maxAgeMs })} />
      {SWITCHES.slice(3).map((name) => (
        <Switch key={name} name={name} checked={options[name]} changed={options[name] !== inForce[name]} onChange={(value) => change({ [name]: value })} />
      ))}
      <SameSite value={options.sameSite} onChange={(sameSite) => change({ sameSite })} />
      <div className={styles.actions}>
        <Button kind="primary" type="submit" disabled={!changed || pending}>
          {pending ? t('code.applying') : t('code.apply')}
        </Button>
        <span role="status">{status ?? (changed ? null : t('code.unchanged'))}</span>
      </div>
    </form>
  )
}

function Switch(props: {
  readonly name: (typeof SWITCHES)[number]
  readonly checked: boolean
  readonly changed: boolean
  readonly onChange: (value: boolean) => void
}) {
  const { t } = useTranslation('shell')
  const id = useId()
  return (
    <div className={styles.field} data-changed={props.changed || undefined}>
      <label>
        <input type="checkbox" checked={props.checked} aria-describedby={id} onChange={(event) => props.onChange(event.target.checked)} />
        <code>{props.name}</code>
      </label>
      <p id={id}>{t(`code.words.${props.name}`)}</p>
    </div>
  )
}

function MaxAge({ value, onChange }: { readonly value: number | null; readonly onChange: (value: number | null) => void }) {
  const { t } = useTranslation('shell')
  const id = useId()
  return (
    <div className={styles.field}>
      <label>
        <code>maxAge</code>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={400 * 24 * 3_600}
          step={1}
          value={value === null ? '' : Math.round(value / 1_000)}
          placeholder={t('code.noMaxAge')}
          aria-describedby={id}
          onChange={(event) => onChange(event.target.value === '' ? null : Math.round(event.target.valueAsNumber) * 1_000)}
        />
        <span>{t('code.seconds')}</span>
      </label>
      <p id={id}>{t('code.words.maxAge')}</p>
    </div>
  )
}

function SameSite({ value, onChange }: { readonly value: SessionOptions['sameSite']; readonly onChange: (value: SessionOptions['sameSite']) => void }) {
  const { t } = useTranslation('shell')
  const id = useId()
  return (
    <div className={styles.field}>
      <label>
        <code>sameSite</code>
        <select value={value ?? ''} aria-describedby={id} onChange={(event) => onChange(SAME_SITE.find((each) => each === event.target.value) ?? null)}>
          <option value="">{t('code.none')}</option>
          {SAME_SITE.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <p id={id}>{t('code.words.sameSite')}</p>
    </div>
  )
}
