import { useTranslation } from 'react-i18next'
import { Pane } from '../../ui/pane.js'

/** Placeholder: the shell's slot for the requests. */
export function TimelinePane() {
  const { t } = useTranslation('shell')
  return (
    <Pane name="requests" where={t('panes.requests.where')} what={t('panes.requests.what')}>
      {null}
    </Pane>
  )
}
