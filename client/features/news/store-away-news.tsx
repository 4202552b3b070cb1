import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { outageOf } from '../../../server/protocol/faults.js'
import { isServing } from '../../../server/protocol/instance-state.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { useWhyWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { whyAway } from '../../state/why-away.js'
import { showWhy } from '../../state/why-page.js'
import { Button } from '../../ui/button.js'
import { formatCoarse } from '../../ui/format.js'
import { NewsItem } from '../../ui/news-item.js'
import { RichText } from '../../ui/rich-text.js'
import { useNow } from '../../ui/use-now.js'

/** The store in use does not answer, or answers from memory and saves nothing: since when, what that means, what to do. */
export function StoreAwayNews() {
  const { t, i18n } = useTranslation('news')
  const { health, available, active } = useSnapshot(useShallow(({ store: { health, available, active } }) => ({ health, available, active })))
  const running = useSnapshot(isServing)
  const why = useSnapshot(useShallow(whyAway))
  const outage = useSnapshot(({ faults }) => outageOf(faults))
  const now = useNow()
  const words = useWhyWords()
  if ((health.up && health.why === null) || !running) return null
  const key = health.up ? 'unsaved' : 'away'
  const store = available.find((each) => each.kind === active)
  const text = !health.up && store?.capabilities.endsWithDatabase === true ? 'away.textInMemory' : (`${key}.text` as const)
  // One that cannot save is left for one that can, and that fails for another reason.
  const keeps = ({ capabilities, resource }: StoreDescription) => capabilities.survivesRestart && resource !== store?.resource
  const other = available.find((each) => each.kind !== active && each.unavailable === null && (!health.up || keeps(each)))
  return (
    <NewsItem
      tone={health.up ? 'warn' : 'bad'}
      title={t(`${key}.title`, { store: store?.label ?? active })}
      quote={why && words(why)}
      actions={
        <>
          {outage === null ? null : <Button onClick={() => void sendOrNotify({ type: 'fault:undo', fault: outage })}>{t('away.undo')}</Button>}
          {other ? (
            <Button onClick={() => void sendOrNotify({ type: 'store:switch', to: other.kind, carryOver: health.up })}>
              {t('away.switch', { store: other.label })}
            </Button>
          ) : null}
          {store === undefined ? null : (
            <Button looks kind="quiet" onClick={() => showWhy(store.resource)}>
              {t('away.look')}
            </Button>
          )}
        </>
      }
    >
      <RichText text={t(text, { duration: formatCoarse(i18n.language, Math.max(0, now - health.since)) })} /> {t(`${key}.todo`)}
    </NewsItem>
  )
}
