import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../server/protocol/problem.js'
import { type Notice, sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'

interface Props {
  readonly problem: Problem
  /** What was refused. */
  readonly command: Notice['command']
  onAnswer(): void
}

/** A database that was found may hold somebody's data, so nothing is written there before its owner has said yes: here. Nothing for any other problem. */
export function AskedFirst({ problem, command, onAnswer }: Props) {
  const { t } = useTranslation('news')
  if (problem.code !== 'ask-first' || command?.type !== 'store:switch') return null
  return (
    <>
      <Button
        onClick={() => {
          onAnswer()
          void sendOrNotify({ ...command, allowFound: true })
        }}
      >
        {t('askFirst.use')}
      </Button>
      <Button kind="quiet" onClick={onAnswer}>
        {t('askFirst.leave')}
      </Button>
    </>
  )
}
