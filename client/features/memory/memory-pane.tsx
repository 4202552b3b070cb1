import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Boundary } from '../../ui/boundary.js'
import { Pane } from '../../ui/pane.js'
import { MemoryChart } from './memory-chart.js'
import { MemoryDetails } from './memory-details.js'
import { MemoryFigures } from './memory-figures.js'
import { MemorySpoken } from './memory-spoken.js'

/** In the server, memory: the two big figures, the curve, and what the app puts below it (the crowd). */
export function MemoryPane({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('shell')
  return (
    <Pane name="memory" where={t('panes.memory.where')} what={t('panes.memory.what')}>
      <MemoryFigures />
      <Boundary around="part">
        <MemoryChart />
      </Boundary>
      {children}
      <MemoryDetails />
      <MemorySpoken />
    </Pane>
  )
}
