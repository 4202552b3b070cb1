import { useTranslation } from 'react-i18next'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { lastOrder } from './last-order.js'

/** What this page asked for last, once more. `allowFound`: a database that was found may be used, too. Nothing where another page asked. */
export function RunAgain({ allowFound = false }: { readonly allowFound?: boolean }) {
  const { t } = useTranslation('compare')
  const { said, isPending, sending } = useSending()
  const order = lastOrder()
  if (order === null) return null
  return (
    <>
      <Button disabled={isPending} onClick={() => void sending(allowFound ? { ...order, allowFound } : order)}>
        {t(allowFound ? 'allow' : 'again')}
      </Button>
      {said === null ? null : <span role="status">{said}</span>}
    </>
  )
}
