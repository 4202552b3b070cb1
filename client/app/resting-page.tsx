import { type ReactNode, useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { Resting } from '../jsx/resting.js'
import { toldTime } from '../state/look-at.js'
import { restOf } from '../state/rest.js'
import { useSettledMoment } from '../state/settled-moment.js'
import { useDashboard } from '../state/use-dashboard.js'
import { formatTimeOfDay } from '../ui/format.js'

/** The page, whose controls rest and say why where nothing can be done. */
export function RestingPage({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation('moment')
  const rest = useDashboard(restOf)
  // Every control says it, so all of them are rendered for another: while somebody drags through the past, they say what they said.
  const at = useSettledMoment((moment) => (moment === null ? null : toldTime(moment)))
  const why = rest === null ? null : t(`rests.${rest}`, { time: at === null ? '' : formatTimeOfDay(i18n.language, at).slice(0, 8) })
  // The panes come first, which are what one goes back for: what is pressed before the controls rest is refused where it is sent.
  return <Resting why={useDeferredValue(why)}>{children}</Resting>
}
