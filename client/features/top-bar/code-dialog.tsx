import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './code-dialog.module.css'

const loadCodeAndOptions = () => import('./code-and-options.js')

/** The shop's own source, as it runs, beside the options that are in force. */
export function CodeDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Dialog open={open} onClose={onClose} title={t('code.title')} lead={t('code.lead')} closeLabel={t('close')} wide>
      <LazyPart load={loadCodeAndOptions} meanwhile={<p className={styles.wait}>{t('code.loading')}</p>} />
    </Dialog>
  )
}
