import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Pane } from '../../ui/pane.js'

/** Placeholder: the shell's slot for this pane. */
export function MemoryPane({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('shell')
  return (
    <Pane name="memory" where={t('panes.memory.where')} what={t('panes.memory.what')}>
      {children}
    </Pane>
  )
}
