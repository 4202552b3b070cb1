import { ListFilter } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { PopOver } from '../../ui/pop-over.js'
import type { RowFilter } from './row-filter.js'
import styles from './timeline-tools.module.css'
import { TypedText } from './typed-text.js'
import { changeFilter } from './use-row-filter.js'

const loadForm = async () => {
  const [{ FilterForm }] = await Promise.all([import('./filter-form.js'), loadLaterTexts('filter')])
  return { default: FilterForm }
}

/** A field to search in all that the rows show, and behind a button the rest of what they can be filtered by. */
export function FilterBar({ filter }: { readonly filter: RowFilter }) {
  const { t } = useTranslation('timeline')
  return (
    <>
      <TypedText text={filter.text} label={t('find.label')} placeholder={t('find.placeholder')} onText={(text) => changeFilter({ text })} />
      <PopOver
        className={styles.filterButton}
        title={t('filter.title')}
        isLazy
        face={
          <span className={styles.face} title={t('filter.title')}>
            <ListFilter size={14} aria-hidden /> <span className={styles.word}>{t('filter.button')}</span>
          </span>
        }
      >
        <LazyPart load={loadForm} meanwhile={null} />
      </PopOver>
    </>
  )
}
