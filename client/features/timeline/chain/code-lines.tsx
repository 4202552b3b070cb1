import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './chain.module.css'
import type { CodeLine } from './shop-lines.js'

const MOST = 6

/** Lines of the shop's source that did something; nothing until they are found, and where there are none. */
export function CodeLines({ find }: { readonly find: () => Promise<readonly CodeLine[]> }) {
  const { t } = useTranslation('chain')
  const [lines, setLines] = useState<readonly CodeLine[]>([])
  useEffect(() => {
    let isWanted = true
    // Without the source, which a page that has lost its server cannot fetch, there is no line to tell.
    const show = (found: readonly CodeLine[]) => {
      if (isWanted) setLines(found)
    }
    find().then(show, () => show([]))
    return () => {
      isWanted = false
    }
  }, [find])
  if (lines.length === 0) return null
  return (
    <div className={styles.lines}>
      <span>{t('line')}</span>
      <ul>
        {lines.slice(0, MOST).map(({ file, line, text }) => (
          <li key={`${file}:${line}`} title={`${file}:${line}`}>
            <span translate="no">
              {file.slice(file.lastIndexOf('/') + 1)}:{line}
            </span>{' '}
            <code>{text}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}
