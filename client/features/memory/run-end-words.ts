import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import { formatBytes, formatNumber } from '../../ui/format.js'
import { endOf } from './compared-runs.js'
import { MB } from './megabyte.js'

/** What a run did to the heap, in a few words: "+52.1 MB", "hardly grew", "died at 58.3 of 64 MB". */
export function useRunEndWords(): (run: CrowdRun) => string {
  const { t, i18n } = useTranslation('memory')
  return (run) => {
    const end = endOf(run)
    switch (end.kind) {
      case 'grew':
        return `+${formatBytes(i18n.language, end.bytes)}`
      case 'hardly':
        return t('compare.hardly')
      case 'unknown':
        return '–'
      case 'died': {
        const used = formatNumber(i18n.language, end.usedBytes / MB, 1)
        const limit = end.limitBytes === null ? null : formatNumber(i18n.language, end.limitBytes / MB)
        return limit === null ? t('compare.died', { used }) : t('compare.diedOf', { used, limit })
      }
    }
  }
}
