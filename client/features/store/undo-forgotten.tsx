import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Undo } from '../../../server/protocol/stores.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'

/** Offers what was forgotten last, as long as it can be brought back. @param onRefused why it could not be, in words */
export function UndoForgotten({ onRefused }: { readonly onRefused: (why: string | null) => void }) {
  const undo = useSnapshot(({ store }) => store.undo)
  const [taken, setTaken] = useState<Undo | null>(null)
  const words = useProblemWords()
  if (undo === null || undo === taken) return null
  const bringBack = async () => {
    setTaken(undo)
    const result = await send({ type: 'store:bring-back' })
    // What was in the way may pass while the offer stands.
    if (!result.ok && result.problem.code !== 'cannot-undo') setTaken(null)
    onRefused(result.ok ? null : words(result.problem))
  }
  return <Offer undo={undo} onTake={() => void bringBack()} />
}

/** Counts down, and is gone. */
function Offer({ undo, onTake }: { readonly undo: Undo; readonly onTake: () => void }) {
  const { t, i18n } = useTranslation('store')
  const left = Math.ceil((undo.until - useNow()) / 1_000)
  if (!(left > 0)) return null
  const number = formatNumber(i18n.language, undo.sessions)
  return (
    <Button className="num" data-focus-heir="" title={t('forget.undoWhy', { count: undo.sessions, number })} onClick={onTake}>
      {t('forget.undo', { seconds: formatNumber(i18n.language, left) })}
    </Button>
  )
}
