import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'

const loadForm = async () => ({ default: (await import('./restart-form.js')).RestartForm })

/** Restart, with the heap limit to choose, and what is lost said before. Fetched when it is asked for. */
export function RestartDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Dialog open={open} onClose={onClose} title={t('restart.title')} lead={t('restart.lead')} closeLabel={t('close')}>
      <LazyPart load={loadForm} meanwhile={null} props={{ onDone: onClose }} />
    </Dialog>
  )
}
