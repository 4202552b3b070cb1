import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { nameInCode, type OptionName, type OptionValue, type OptionValues, SESSION_OPTIONS } from '../../../server/protocol/session-options.js'
import { LIMITS } from '../../state/limits.js'
import type { Otherwise } from '../../state/use-dashboard.js'
import { OtherwiseMark } from '../../ui/change-mark.js'
import styles from './options-form.module.css'

export interface OptionFieldProps {
  readonly name: OptionName
  readonly value: OptionValue
  /** What it was before, or is now, where the reader looks at the past. */
  readonly otherwise: Otherwise<OptionValue> | null
  /** Is it another one than the one in force? */
  readonly isChanged: boolean
  readonly onChange: (value: OptionValue) => void
}

/** One option of `session({…})`: its name as it stands in code, its value in the form that its kind asks for, and what it does. */
export function OptionField({ name, value, otherwise, isChanged, onChange }: OptionFieldProps) {
  const { t } = useTranslation('code')
  const id = useId()
  const values: OptionValues = SESSION_OPTIONS[name].values
  const label = <code>{nameInCode(name)}</code>
  const worded = (each: OptionValue) =>
    each === null
      ? t(values.kind === 'duration' ? 'noMaxAge' : 'none')
      : values.kind === 'duration'
        ? `${Math.round(Number(each) / 1_000)} ${t('seconds')}`
        : String(each)
  const input = { id: `${id}-input`, value, 'aria-describedby': id }
  return (
    <div className={styles.field} data-changed={isChanged || undefined} data-option={name}>
      <label htmlFor={`${id}-input`}>
        {isSwitch(values) ? (
          <>
            <Switch {...input} onChange={onChange} />
            {label}
          </>
        ) : (
          <>
            {label}
            {values.kind === 'choice' ? <Choice {...input} of={values.of} onChange={onChange} /> : null}
            {values.kind === 'duration' ? <Seconds {...input} min={values.min} max={values.max} onChange={onChange} /> : null}
            {values.kind === 'text' ? <Text {...input} pattern={values.pattern} isOptional={values.optional} onChange={onChange} /> : null}
          </>
        )}
        {otherwise === null ? null : <OtherwiseMark when={otherwise.when} value={worded(otherwise.value)} />}
      </label>
      <p id={id}>{t(`words.${name}`)}</p>
    </div>
  )
}

interface InputProps {
  readonly id: string
  readonly value: OptionValue
  readonly 'aria-describedby': string
  readonly onChange: (value: OptionValue) => void
}

function isSwitch(values: OptionValues): boolean {
  return values.kind === 'choice' && values.of.every((each) => typeof each === 'boolean')
}

function Switch({ value, onChange, ...named }: InputProps) {
  return <input {...named} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
}

function Choice({ value, of, onChange, ...named }: InputProps & { readonly of: readonly OptionValue[] }) {
  const { t } = useTranslation('code')
  return (
    <select {...named} value={of.indexOf(value)} onChange={(event) => onChange(of[Number(event.target.value)] ?? null)}>
      {of.map((each, index) => (
        <option key={String(each)} value={index}>
          {each === null ? t('none') : String(each)}
        </option>
      ))}
    </select>
  )
}

function Seconds({ value, min, max, onChange, ...named }: InputProps & { readonly min: number; readonly max: number }) {
  const { t } = useTranslation('code')
  return (
    <>
      <input
        {...named}
        type="number"
        inputMode="numeric"
        min={min / 1_000}
        max={max / 1_000}
        step={1}
        value={typeof value === 'number' ? Math.round(value / 1_000) : ''}
        placeholder={t('noMaxAge')}
        onChange={(event) => onChange(event.target.value === '' ? null : Math.round(event.target.valueAsNumber) * 1_000)}
      />
      <span>{t('seconds')}</span>
    </>
  )
}

function Text({ value, pattern, isOptional, onChange, ...named }: InputProps & { readonly pattern: string; readonly isOptional: boolean }) {
  const { t } = useTranslation('code')
  return (
    <input
      {...named}
      type="text"
      value={typeof value === 'string' ? value : ''}
      pattern={pattern}
      maxLength={LIMITS.optionCharacters}
      required={!isOptional}
      placeholder={isOptional ? t('none') : undefined}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(isOptional && event.target.value === '' ? null : event.target.value)}
    />
  )
}
