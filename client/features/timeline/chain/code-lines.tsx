import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './chain.module.css'
import type { CodeLine } from './shop-lines.js'

const MOST = 3

/** Lines of the shop's source that did something; nothing until they are found, and where there are none. */
export function CodeLines({ find }: { readonly find: () => Promise<readonly CodeLine[]> }) {
  const { t } = useTranslation('chain')
  const [lines, setLines] = useState<readonly CodeLine[]>([])
  useEffect(() => {
    let isWanted = true
    void find().then((found) => {
      if (isWanted) setLines(found)
    })
    return () => {
      isWanted = false
    }
  }, [find])
  if (lines.length === 0) return null
  return (
    <ul className={styles.lines} aria-label={t('line')}>
      {lines.slice(0, MOST).map(({ file, line, text }) => (
        <li key={`${file}:${line}`} title={`${file}:${line}`}>
          <span translate="no">
            {file.slice(file.lastIndexOf('/') + 1)}:{line}
          </span>{' '}
          <code>{text}</code>
        </li>
      ))}
    </ul>
  )
}
