import { ListChecks } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../server/protocol/language.js'
import { useCurriculum } from '../../state/curriculum.js'
import { formatNumber, formatTimeOfDay } from '../../ui/format.js'
import type { SetUpRows } from './set-up-rows.js'
import styles from './timeline.module.css'

export interface SetUpRowProps {
  readonly setUp: SetUpRows
  readonly isOpen: boolean
  readonly isTabStop: boolean
  readonly onToggle: (key: string) => void
  readonly onFocus: (key: string) => void
}

/** Stands for all that a lesson's set-up did, which is not the reader's doing; a click shows it. */
export function SetUpRow({ setUp: { key, lesson, rows }, isOpen, isTabStop, onToggle, onFocus }: SetUpRowProps) {
  const { t, i18n } = useTranslation('timeline')
  const { curriculum } = useCurriculum()
  const title = curriculum?.lessons.find(({ id }) => id === lesson)?.title[i18n.language as Language] ?? lesson
  const at = formatTimeOfDay(i18n.language, rows[0].at)
  const what = t('setUp.what', { title })
  return (
    <tr className={`${styles.fold} ${styles.openable}`} data-kind="set-up" onClick={() => onToggle(key)}>
      <td className={styles.when}>
        <button
          type="button"
          className={`${styles.rowButton} num`}
          data-row-button=""
          tabIndex={isTabStop ? 0 : -1}
          aria-expanded={isOpen}
          aria-label={`${at}, ${what}`}
          onFocus={() => onFocus(key)}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(key)
          }}
        >
          {at}
        </button>
      </td>
      <td className={styles.who} />
      <td className={styles.setUp} colSpan={5}>
        <ListChecks size={13} aria-hidden /> {what}{' '}
        <span className="num">{t(isOpen ? 'setUp.hide' : 'setUp.show', { count: rows.length, number: formatNumber(i18n.language, rows.length) })}</span>
      </td>
    </tr>
  )
}
