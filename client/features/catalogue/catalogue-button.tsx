import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'

const loadCatalogue = () => import('./catalogue.js')

/** Opens the catalogue of all session stores, which is fetched when somebody wants it. */
export function CatalogueButton() {
  const { t } = useTranslation('catalogue')
  const { t: shell } = useTranslation('shell')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('title')} closeLabel={shell('close')} wide>
        <LazyPart load={loadCatalogue} meanwhile={<p>{t('loading')}</p>} />
      </Dialog>
    </>
  )
}
