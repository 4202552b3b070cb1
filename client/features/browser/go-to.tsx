import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import type { BrowserFrameProps } from '../../ui/browser-frame.js'
import { LazyPart } from '../../ui/lazy-part.js'
import type { PathFormProps } from './path-form.js'

async function loadForm() {
  const [form] = await Promise.all([import('./path-form.js'), loadLaterTexts('paths')])
  return form
}

/** An address that opens: where else one can go in the shop. */
export function useGoTo(onGo: PathFormProps['onGo']): Required<Pick<BrowserFrameProps, 'address' | 'under'>> {
  const { t } = useTranslation('browser')
  const [isOpen, setOpen] = useState(false)
  return {
    address: { isOpen, title: t('frame.goTo'), onToggle: () => setOpen(!isOpen) },
    under: isOpen ? <LazyPart<PathFormProps> load={loadForm} meanwhile={null} props={{ onGo }} /> : null,
  }
}
