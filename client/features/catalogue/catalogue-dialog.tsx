import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { loadLaterTexts } from '../../i18n/later.js'
import { showStores, storesPage } from '../../state/stores-page.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'

/** The view and its words, which nobody needs before. */
const loadView = async () => {
  const [view] = await Promise.all([import('./stores-view.js'), loadLaterTexts('catalogue', 'stores')])
  return view
}

/** All that is to be told of session stores, once somebody asks for it (`showStores`). */
export function CatalogueDialog() {
  const { t } = useTranslation('shell')
  const isOpen = useStore(storesPage, ({ view }) => view !== null)
  return (
    <Dialog open={isOpen} onClose={() => showStores(null)} title={t('stores.heading')} closeLabel={t('close')} wide>
      <LazyPart load={loadView} meanwhile={<p>{t('stores.loading')}</p>} />
    </Dialog>
  )
}
