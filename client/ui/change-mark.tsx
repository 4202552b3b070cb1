import { useTranslation } from 'react-i18next'
import styles from './change-mark.module.css'

export type ChangeKind = 'added' | 'changed' | 'removed'

/** Says beside something what became of it between two states; null: it is the same in both. */
export function ChangeMark({ change }: { readonly change: ChangeKind | null }) {
  const { t } = useTranslation('moment')
  if (change === null) return null
  const words = t(`mark.${change}`)
  return change === 'removed' ? <del className={styles.removed}>{words}</del> : <ins className={styles.added}>{words}</ins>
}

/** Says beside a value what it was before, or what it is now. */
export function OtherwiseMark({ value, when }: { readonly value: string; readonly when: 'before' | 'now' }) {
  const { t } = useTranslation('moment')
  return <ins className={styles.added}>{t(when === 'now' ? 'mark.isNow' : 'mark.was', { value })}</ins>
}

/** What became of a value; null stands for none. */
export function changeOf<T>(compared: { readonly from: T | null; readonly to: T | null } | null): ChangeKind | null {
  if (compared === null || compared.from === compared.to) return null
  return compared.from === null ? 'added' : compared.to === null ? 'removed' : 'changed'
}
