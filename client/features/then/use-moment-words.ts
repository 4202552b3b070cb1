import { useTranslation } from 'react-i18next'
import { useBrowserName, useKnownBrowser } from '../../state/browser-names.js'
import type { Moment } from '../../state/dashboard-store.js'
import { toldTime } from '../../state/look-at.js'
import { formatTimeOfDay } from '../../ui/format.js'

/** The moment in words: when, who, what. */
export function useMomentWords(moment: Moment) {
  const { what } = moment
  const { t, i18n } = useTranslation('moment')
  const actor = what?.kind === 'request' ? what.actor : ''
  const browser = useKnownBrowser(actor)
  const nameOf = useBrowserName()
  const time = formatTimeOfDay(i18n.language, toldTime(moment))
  if (what?.kind !== 'request') return { time, hue: undefined, who: '', what: what === null ? '' : t(`event.${what.kind}`) }
  const who = browser !== null ? nameOf(browser) : t(actor === 'crowd' ? 'who.crowd' : 'who.other')
  return { time, hue: browser?.hue ?? null, who, what: what.method === '' ? '' : `${what.method} ${what.path}` }
}
