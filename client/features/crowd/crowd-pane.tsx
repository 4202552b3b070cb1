import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Pane } from '../../ui/pane.js'
import { CrowdPanel } from './crowd-panel.js'

/** The crowd's own place, below the panes. */
export function CrowdPane({ views }: { /** What else can stand in this place. */ readonly views: ReactNode }) {
  const { t } = useTranslation('shell')
  return (
    <Pane name="crowd" where={t('panes.crowd.where')} what={t('panes.crowd.what')} aside={views}>
      <CrowdPanel />
    </Pane>
  )
}
