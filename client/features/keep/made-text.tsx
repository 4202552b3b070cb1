import styles from './keep.module.css'

/** A text that was made, to be read and copied as a whole; it scrolls, with the keyboard as well. */
export function MadeText({ text, label, rows }: { readonly text: string; readonly label: string; readonly rows: number }) {
  return <textarea className={styles.text} readOnly aria-label={label} rows={rows} value={text} spellCheck={false} translate="no" />
}
