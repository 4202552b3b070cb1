import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { comparePage, showCompare } from '../../state/compare-page.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'

/** The view and its words, which nobody needs before. */
const loadView = async () => {
  const [{ CompareView }] = await Promise.all([import('./compare-view.js'), loadLaterTexts('compare', 'way', 'problems')])
  return { default: CompareView }
}

/** The same acts twice, with one thing that differs, once somebody asks for it (`showCompare`). */
export function CompareDialog({ why }: { /** Why a request did what it did, in words. */ readonly why: (request: RequestRecord) => ReactNode }) {
  const { t } = useTranslation('shell')
  const isOpen = useStore(comparePage, (state) => state.isOpen)
  return (
    <Dialog open={isOpen} onClose={() => showCompare(false)} title={t('compare.heading')} lead={t('compare.lead')} closeLabel={t('close')} full>
      <LazyPart load={loadView} meanwhile={<p>{t('compare.loading')}</p>} props={{ why }} />
    </Dialog>
  )
}
