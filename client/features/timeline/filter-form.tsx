import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import forms from '../../ui/form.module.css'
import styles from './filter.module.css'
import { useMethods, useWhoChoices } from './filter-choices.js'
import { DEEDS, type RowFilter, STORE_CALLS, VERDICTS } from './row-filter.js'
import { TypedText } from './typed-text.js'
import { changeFilter, clearFilter, useRowFilter } from './use-row-filter.js'

/** All that rows can be filtered by. Each choice is in force at once. */
export function FilterForm() {
  const { t } = useTranslation(['filter', 'timeline'])
  const filter = useRowFilter()
  const whose = useWhoChoices()
  const methods = useMethods(filter.method)
  return (
    <div className={styles.form}>
      <p>{t('about')}</p>
      <div className={forms.form}>
        <div className={styles.fields}>
          <Choice
            label={t('who.label')}
            value={filter.who}
            choices={whose.map(({ who, text }) => [who, text])}
            onChoice={(who) => changeFilter({ who: whose.find((each) => each.who === who)?.who ?? 'all' })}
          />
          <Choice
            label={t('method')}
            value={filter.method ?? ''}
            choices={[['', t('any')], ...methods.map((method) => [method, method] as const)]}
            onChoice={(method) => changeFilter({ method: method === '' ? null : method })}
          />
          <Choice
            label={t('cookie')}
            value={filter.verdict ?? ''}
            choices={[['', t('any')], ...VERDICTS.map((verdict) => [verdict, t(`timeline:verdict.${verdict}.word`)] as const)]}
            onChoice={(verdict) => changeFilter({ verdict: VERDICTS.find((each) => each === verdict) ?? null })}
          />
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is inside. */}
          <label>
            <span>{t('path.label')}</span>
            <TypedText text={filter.path} label={t('path.label')} placeholder="/cart" onText={(path) => changeFilter({ path })} />
          </label>
        </div>
      </div>
      <Ticks legend={t('did.label')} of={DEEDS} ticked={filter.deeds} word={(deed) => t(`did.${deed}`)} onTick={(deeds) => changeFilter({ deeds })} />
      <Ticks legend={t('call.label')} of={STORE_CALLS} ticked={filter.calls} word={(call) => callWord(t, call)} onTick={(calls) => changeFilter({ calls })} />
      <div className={styles.ticks}>
        <Tick isTicked={filter.errors} text={t('errors')} onTick={(errors) => changeFilter({ errors })} />
        <Tick isTicked={filter.crowd} isDisabled={filter.who !== 'all'} text={t('crowd')} onTick={(crowd) => changeFilter({ crowd })} />
      </div>
      <Button kind="plain" onClick={clearFilter}>
        {t('clear')}
      </Button>
    </div>
  )
}

/** The names of calls are code, the same in every language. */
export function callWord(t: TFunction<['filter', 'timeline']>, call: RowFilter['calls'][number]): string {
  return call === 'nothing' ? t('call.nothing') : call
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, text: string])[]
  readonly onChoice: (value: string) => void
}

function Choice({ label, value, choices, onChoice }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoice(event.target.value)}>
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

interface TicksProps<T extends string> {
  readonly legend: string
  readonly of: readonly T[]
  readonly ticked: readonly T[]
  readonly word: (each: T) => string
  readonly onTick: (ticked: readonly T[]) => void
}

function Ticks<T extends string>({ legend, of, ticked, word, onTick }: TicksProps<T>) {
  return (
    <fieldset className={styles.ticks}>
      <legend>{legend}</legend>
      {of.map((each) => (
        <Tick
          key={each}
          isTicked={ticked.includes(each)}
          text={word(each)}
          onTick={(does) => onTick(of.filter((other) => (other === each ? does : ticked.includes(other))))}
        />
      ))}
    </fieldset>
  )
}

function Tick({
  isTicked,
  isDisabled = false,
  text,
  onTick,
}: {
  readonly isTicked: boolean
  readonly isDisabled?: boolean
  readonly text: string
  readonly onTick: (does: boolean) => void
}) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={isTicked} disabled={isDisabled} onChange={(event) => onTick(event.target.checked)} /> {text}
    </label>
  )
}
