import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { Button } from '../../ui/button.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './cookie-editor.module.css'

async function loadForm() {
  const [form] = await Promise.all([import('./together-form.js'), loadLaterTexts('together')])
  return form
}

/** Opens the form that sends several requests at once. */
export function Together({ browser }: { readonly browser: `browser:${string}` }) {
  const { t } = useTranslation('browser')
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={styles.editor} data-control="together">
      <Button kind="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('virtual.together')}
      </Button>
      {isOpen ? <LazyPart load={loadForm} meanwhile={null} props={{ browser }} /> : null}
    </div>
  )
}
