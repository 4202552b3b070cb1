import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Resting } from '../jsx/resting.js'
import { toldTime } from '../state/look-at.js'
import { restOf } from '../state/rest.js'
import { useDashboard } from '../state/use-dashboard.js'
import { formatTimeOfDay } from '../ui/format.js'
import { useSettled } from '../ui/use-settled.js'

/** The page, whose controls rest and say why where nothing can be done. */
export function RestingPage({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation('moment')
  const rest = useDashboard(restOf)
  const at = useDashboard(({ moment }) => (moment === null ? null : toldTime(moment)))
  // Every control says it, so all of them are rendered for another: while somebody drags through the past, they say what they said.
  const settledAt = useSettled(at)
  const why = rest === null ? null : t(`rests.${rest}`, { time: at === null ? '' : formatTimeOfDay(i18n.language, settledAt ?? at).slice(0, 8) })
  return <Resting why={why}>{children}</Resting>
}
