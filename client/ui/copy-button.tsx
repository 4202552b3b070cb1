import { Check, Copy, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.js'
import styles from './copy-button.module.css'
import { copyText } from './copy-text.js'

const SHOWN_MS = 1_600
/** Long enough to be read, and to do what it says. */
const REFUSED_SHOWN_MS = 12_000

/** Copies a text and says so, in place; where the browser does not let it, it says that. */
export function CopyButton({ text, label, copiedLabel }: { readonly text: string; readonly label: string; readonly copiedLabel: string }) {
  const { t } = useTranslation('shell')
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), outcome === 'copied' ? SHOWN_MS : REFUSED_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const words = outcome === 'copied' ? copiedLabel : label
  return (
    <span className={styles.place}>
      <Button
        looks
        kind="quiet"
        icon
        aria-label={words}
        title={words}
        onClick={({ currentTarget }) => {
          void copyText(text, currentTarget).then((isCopied) => setOutcome(isCopied ? 'copied' : 'refused'))
        }}
      >
        {outcome === 'copied' ? <Check size={14} aria-hidden /> : outcome === 'refused' ? <X size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </Button>
      <span role="status" className={outcome === 'refused' ? styles.refused : 'visually-hidden'}>
        {outcome === 'refused' ? t('copyRefused') : outcome === 'copied' ? copiedLabel : null}
      </span>
    </span>
  )
}
