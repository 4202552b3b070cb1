import { useTranslation } from 'react-i18next'
import styles from './keep.module.css'

/** There is nothing to keep. */
export function NothingYet() {
  const { t } = useTranslation('show')
  return <p className={styles.note}>{t('nothing')}</p>
}
