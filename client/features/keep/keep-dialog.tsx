import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { loadLaterTexts } from '../../i18n/later.js'
import { Looks } from '../../jsx/resting.js'
import { closeKeeping, keeping } from '../../state/keeping.js'
import { dropLinkFromAddress, watchLinkInAddress } from '../../state/link-in-address.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'

/** The view and its words, which nobody needs before. */
const loadView = async () => {
  const [{ KeepViews }] = await Promise.all([import('./keep-views.js'), loadLaterTexts('show', 'recording')])
  return { default: KeepViews }
}

/** All ways to keep what happened and to show it to others, once somebody asks for it, or has opened a link. */
export function KeepDialog() {
  const { t } = useTranslation('shell')
  const isOpen = useStore(keeping, ({ open }) => open !== null)
  useEffect(watchLinkInAddress, [])
  const close = () => {
    dropLinkFromAddress()
    closeKeeping()
  }
  return (
    // Keeping changes nothing, so it can be done in the past as well; running a link cannot, and says so.
    <Looks>
      <Dialog open={isOpen} onClose={close} title={t('keep.title')} closeLabel={t('close')} wide>
        <LazyPart load={loadView} meanwhile={<p>{t('keep.loading')}</p>} />
      </Dialog>
    </Looks>
  )
}
