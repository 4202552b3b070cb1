import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { LazyPart } from '../../ui/lazy-part.js'
import type { TryLineProps } from './try-line.js'

export interface TryLineButtonProps {
  readonly browser: BrowserState['id']
  /** Loads the shop twice in the browser that shows this page; null: it cannot be shown there. */
  readonly onVisit: (() => void) | null
}

async function loadTryLine() {
  const [view] = await Promise.all([import('./try-line.js'), loadLaterTexts('verdicts')])
  return view
}

/** Opens the dialog in which one sends a Set-Cookie line of one's own. */
export function TryLineButton({ browser, onVisit }: TryLineButtonProps) {
  const { t } = useTranslation('browser')
  const { t: shell } = useTranslation('shell')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button kind="quiet" aria-haspopup="dialog" data-control="try-line" onClick={() => setOpen(true)}>
        {t('tryLine.open')}
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title={t('tryLine.title')} closeLabel={shell('close')}>
        <LazyPart<TryLineProps> load={loadTryLine} meanwhile={null} props={{ first: browser, onVisit }} />
      </Dialog>
    </>
  )
}
