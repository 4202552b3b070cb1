import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.js'
import styles from './filter.module.css'
import { useWhoChoices } from './filter-choices.js'
import { callWord } from './filter-form.js'
import { NO_FILTER, type RowFilter } from './row-filter.js'
import { changeFilter, clearFilter, useRowFilter } from './use-row-filter.js'

interface Chip {
  readonly key: string
  readonly text: string
  /** What takes it away. */
  readonly without: Partial<RowFilter>
}

/** What is in force, to be taken away one by one or all at once, and how many rows it hides. */
export function FilterChips({ hidden, total }: { /** Rows. */ readonly hidden: number; readonly total: number }) {
  const { t, i18n } = useTranslation('filter')
  const filter = useRowFilter()
  const chips = useChips(filter)
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <div className={styles.chips} data-part="filter-chips">
      <ul aria-label={t('inForce')}>
        {chips.map(({ key, text, without }) => (
          <li key={key}>
            <button
              type="button"
              className={styles.chip}
              aria-label={t('remove', { what: text })}
              title={t('remove', { what: text })}
              onClick={() => changeFilter(without)}
            >
              <span>{text}</span> <X size={12} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <output className="num">{t('hidden', { count: hidden, number: number(hidden), total: number(total) })}</output>
      <button type="button" className={styles.clear} data-focus-heir="" onClick={clearFilter}>
        {t('clear')}
      </button>
    </div>
  )
}

function useChips(filter: RowFilter): readonly Chip[] {
  const { t } = useTranslation(['filter', 'timeline'])
  const whose = useWhoChoices()
  const { who, crowd, method, path, verdict, deeds, calls, errors, text } = filter
  const chips: (Chip | null)[] = [
    text === '' ? null : { key: 'text', text: t('chip.text', { text }), without: { text: '' } },
    who === NO_FILTER.who ? null : { key: 'who', text: whose.find((each) => each.who === who)?.text ?? t('who.gone'), without: { who: NO_FILTER.who } },
    method === null ? null : { key: 'method', text: method, without: { method: null } },
    path === '' ? null : { key: 'path', text: t('chip.path', { path }), without: { path: '' } },
    verdict === null ? null : { key: 'verdict', text: t('chip.cookie', { verdict: t(`timeline:verdict.${verdict}.word`) }), without: { verdict: null } },
    ...deeds.map((deed) => ({ key: deed, text: t(`did.${deed}`), without: { deeds: deeds.filter((each) => each !== deed) } })),
    ...calls.map((call) => ({
      key: `call/${call}`,
      text: t('chip.call', { call: callWord(t, call) }),
      without: { calls: calls.filter((each) => each !== call) },
    })),
    errors ? { key: 'errors', text: t('chip.errors'), without: { errors: false } } : null,
    crowd ? null : { key: 'crowd', text: t('chip.noCrowd'), without: { crowd: true } },
  ]
  return chips.filter((chip) => chip !== null)
}
