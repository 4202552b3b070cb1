import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reason } from './explain.js'

/** Is it a text of a machine with a sentence behind it? */
export function isMachineText({ key }: Reason): boolean {
  return key === 'shopThrew' || key === 'shopThrewAt'
}

/** What the machine said, without a stop at its end: the sentence goes on. */
export function machineText({ params: { problem = '' } }: Reason): string {
  return problem.replace(/\.$/, '')
}

/** Words a reason as plain text, in the reader's language. The same function as long as that is the same. */
export function useReasonWords(): (reason: Reason) => string {
  const { t } = useTranslation('timeline')
  return useCallback(
    (reason) => {
      const { key, params } = reason
      const sentence = t(`why.${key}`, { keys: params.keys ?? '', place: params.place ?? '' }).replace(/<\/?b>/g, '')
      return isMachineText(reason) ? `${machineText(reason)}, ${sentence}` : sentence
    },
    [t],
  )
}
