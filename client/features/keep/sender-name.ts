import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { useBrowserName } from '../../state/browser-names.js'
import { useLive } from '../../state/use-dashboard.js'

/** Names whoever sent a request, in the reader's language. */
export function useSenderName(): (request: Pick<RequestRecord, 'actor' | 'agent'>) => string {
  const { t } = useTranslation('show')
  const nameOf = useBrowserName()
  const browsers = useLive((snapshot) => snapshot.browsers)
  const former = useLive((snapshot) => snapshot.formerBrowsers)
  return ({ actor, agent }) => {
    const browser = [...browsers, ...former].find(({ id }) => id === actor)
    return browser === undefined ? (agent ?? t('someProgram')) : nameOf(browser)
  }
}
