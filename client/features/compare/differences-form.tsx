import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FAULTS } from '../../../server/protocol/faults.js'
import { useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './compare.module.css'
import { type Difference, type Different, isOption, MAX_DIFFERENCES, OFFERED_OPTIONS, valuesOf, WIRE_FAULTS } from './draft.js'
import { useDifferentWords } from './words.js'

const OTHERS = ['store', 'touch', 'shop', 'wire'] as const satisfies readonly Different[]
const OFFERED: readonly Different[] = [...OTHERS, ...OFFERED_OPTIONS]

/** What differs: a row each, with what it is on the left and on the right. */
export function DifferencesForm({
  differences,
  onChange,
}: {
  readonly differences: readonly Difference[]
  readonly onChange: (differences: readonly Difference[]) => void
}) {
  const { t } = useTranslation('compare')
  const words = useDifferentWords()
  const choices = useChoices()
  const free = OFFERED.filter((what) => !differences.some((each) => each.what === what))
  const set = (index: number, difference: Difference) => onChange(differences.map((each, place) => (place === index ? difference : each)))
  const usual = (what: Different): Difference => {
    const [first = '', second = first] = choices(what)
    return { what, values: [first, second] }
  }
  return (
    <>
      {differences.map(({ what, values }, index) => (
        <fieldset key={what} className={styles.difference} data-difference={what}>
          <legend className="visually-hidden">{words.name(what)}</legend>
          <select aria-label={t('different.what')} value={what} onChange={({ target }) => set(index, usual(target.value as Different))}>
            {[what, ...free].map((each) => (
              <option key={each} value={each}>
                {words.name(each)}
              </option>
            ))}
          </select>
          {differences.length > 1 ? (
            <Button
              kind="quiet"
              icon
              aria-label={t('different.remove', { what: words.name(what) })}
              onClick={() => onChange(differences.filter((_, place) => place !== index))}
            >
              <X size={14} aria-hidden />
            </Button>
          ) : null}
          <div className={styles.values}>
            {values.map((value, side) => (
              <select
                // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
                key={side}
                aria-label={t(side === 0 ? 'different.left' : 'different.right', { what: words.name(what) })}
                value={value}
                onChange={({ target }) => set(index, { what, values: side === 0 ? [target.value, values[1]] : [values[0], target.value] })}
              >
                {choices(what).map((each) => (
                  <option key={each} value={each}>
                    {words.value(what, each)}
                  </option>
                ))}
              </select>
            ))}
          </div>
        </fieldset>
      ))}
      {differences.some(({ what }) => what === 'wire') ? <p className={styles.note}>{t('different.wireWhat')}</p> : null}
      {differences.length < MAX_DIFFERENCES ? (
        <Button
          kind="quiet"
          className={styles.add}
          onClick={() => {
            const [next] = free.includes('rolling') ? (['rolling'] as const) : free
            if (next !== undefined) onChange([...differences, usual(next)])
          }}
        >
          <Plus size={14} aria-hidden /> {t('different.add')}
        </Button>
      ) : null}
    </>
  )
}

/** The values that each can have, as texts. */
function useChoices(): (what: Different) => readonly string[] {
  const available = useLive(({ store }) => store.available)
  const shops = useLive(({ launch }) => launch.shops)
  return (what) => {
    if (what === 'store') return available.map(({ kind }) => kind)
    if (what === 'touch') return ['as-it-is', 'withheld']
    if (what === 'shop') return shops.map(({ name }) => name)
    if (what === 'wire') return ['none', ...WIRE_FAULTS.filter((fault) => FAULTS[fault].place === 'wire')]
    return isOption(what) ? valuesOf(what) : []
  }
}
