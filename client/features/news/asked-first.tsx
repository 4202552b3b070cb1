import { useTranslation } from 'react-i18next'
import { dismissNotice, type Notice, sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'

/** A database that was found may hold somebody's data, so nothing is written there before its owner has said yes: here. Nothing for any other notice. */
export function AskedFirst({ notice: { id, problem, command } }: { readonly notice: Notice }) {
  const { t } = useTranslation('shell')
  if (problem.code !== 'ask-first' || command?.type !== 'store:switch') return null
  return (
    <>
      <Button
        onClick={() => {
          dismissNotice(id)
          void sendOrNotify({ ...command, allowFound: true })
        }}
      >
        {t('news.askFirst.use')}
      </Button>
      <Button kind="quiet" onClick={() => dismissNotice(id)}>
        {t('news.askFirst.leave')}
      </Button>
    </>
  )
}
