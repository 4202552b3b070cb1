import { useTranslation } from 'react-i18next'
import { Pane } from '../../ui/pane.js'

/** Placeholder: the shell's slot for this pane. */
export function StorePane() {
  const { t } = useTranslation('shell')
  return (
    <Pane name="store" where={t('panes.store.where')} what={t('panes.store.what')}>
      {null}
    </Pane>
  )
}
