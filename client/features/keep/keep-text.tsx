import { Check, Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import { copyText } from '../../ui/copy-text.js'
import { download } from '../../ui/download.js'
import styles from './keep.module.css'

export interface KeepTextProps {
  /** Or how it is made, once somebody wants it. */
  readonly text: string | (() => string)
  /** Offered as a file of this name and type as well. */
  readonly file?: { readonly name: string; readonly type: string }
  /** Left out: the text is copied. */
  readonly canCopy?: boolean
}

/** Copies a text, or saves it as a file; nothing leaves the page otherwise. What came of it is said. */
export function KeepText({ text, file, canCopy = true }: KeepTextProps) {
  const { t } = useTranslation(['show', 'shell'])
  const [said, say] = useState<'copied' | 'refused' | 'saved' | null>(null)
  return (
    <div className={styles.doing}>
      {canCopy ? (
        <Button
          kind="primary"
          onClick={({ currentTarget }) => {
            void copyText(made(text), currentTarget).then((isCopied) => say(isCopied ? 'copied' : 'refused'))
          }}
        >
          {said === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} {t('show:copy')}
        </Button>
      ) : null}
      {file === undefined ? null : (
        <Button
          kind={canCopy ? 'plain' : 'primary'}
          onClick={() => {
            download(new Blob([made(text)], { type: file.type }), file.name)
            say('saved')
          }}
        >
          <Download size={14} aria-hidden /> {t('show:save')}
        </Button>
      )}
      <span role="status" className={styles.note}>
        {said === null ? null : said === 'refused' ? t('shell:copyRefused') : t(`show:${said}`)}
      </span>
    </div>
  )
}

function made(text: KeepTextProps['text']): string {
  return typeof text === 'string' ? text : text()
}
