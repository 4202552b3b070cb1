import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { useIsThen } from '../../state/use-dashboard.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './code-dialog.module.css'

/** The code and the options, with their words, which nobody needs before. */
const loadCodeAndOptions = async () => {
  const [view] = await Promise.all([import('./code-and-options.js'), loadLaterTexts('code')])
  return view
}

/** The shop's own source, as it runs, beside the options that are in force. */
export function CodeDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation(['shell', 'moment'])
  const lead = t(useIsThen() ? 'moment:code.lead' : 'shell:code.lead')
  return (
    <Dialog open={open} onClose={onClose} title={t('shell:code.title')} lead={lead} closeLabel={t('shell:close')} wide>
      <LazyPart load={loadCodeAndOptions} meanwhile={<p className={styles.wait}>{t('shell:code.loading')}</p>} />
    </Dialog>
  )
}
