import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { setCarryOver } from '../../state/store-choice.js'
import { useDashboard, useOtherwise, useSnapshot } from '../../state/use-dashboard.js'
import { ChangeMark } from '../../ui/change-mark.js'
import { Choice } from '../../ui/choice.js'
import { Dot } from '../../ui/dot.js'
import { MoreStores } from './more-stores.js'
import styles from './store-switch.module.css'

/** The store switch: a radio for each of the first stores and for the one in use, the others behind *more stores*, and whether the sessions come along. */
export function StoreSwitch() {
  const { t } = useTranslation('shell')
  const words = useProblemWords()
  const active = useSnapshot((snapshot) => snapshot.store.active)
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const switching = useSnapshot((snapshot) => snapshot.store.switching)
  const carryOver = useDashboard((state) => state.carryOver)
  const isGuessOpen = useGuessOpen()
  const otherwise = useOtherwise((snapshot) => snapshot.store.active)
  const [asked, setAsked] = useState<string | null>(null)
  const chosen = switching?.to ?? asked ?? active
  const busy = switching !== null || asked !== null
  const shown = available.filter(({ kind, place }) => place === 'switch' || kind === chosen || kind === otherwise?.value)
  const more = available.filter(({ place }) => place === 'more')

  /** In the past: the one that came into use, and the one that went, between the two states of the marks. */
  const changeOf = (kind: string) => {
    if (otherwise === null || (kind !== active && kind !== otherwise.value)) return null
    return (kind === active) === (otherwise.when === 'before') ? 'added' : 'removed'
  }

  useEffect(() => {
    if (asked !== null && asked === active) setAsked(null)
  }, [asked, active])

  async function choose(store: StoreDescription) {
    if (busy || store.kind === active) return
    setAsked(store.kind)
    await sendOrNotify({ type: 'store:switch', to: store.kind, carryOver })
    setAsked(null)
  }

  return (
    <div className={styles.place} data-guide="switch">
      <div className={styles.switch} data-control="store-switch" role="radiogroup" aria-label={t('bar.switchLabel')} aria-busy={busy}>
        <span className={styles.cap}>{t('bar.store')}</span>
        {shown.map((store) => (
          <Choice
            key={store.kind}
            look="segment"
            name="store"
            value={store.kind}
            checked={chosen === store.kind}
            onChange={() => void choose(store)}
            data-change={changeOf(store.kind) ?? undefined}
            data-extra-store={store.place === 'more' ? '' : undefined}
            title={store.unavailable ? t('bar.unavailable', { store: store.label, reason: words(store.unavailable) }) : undefined}
          >
            <Dot hue={store.hue} />
            {store.label}
            <span className="visually-hidden">
              <ChangeMark change={changeOf(store.kind)} />
            </span>
          </Choice>
        ))}
        {more.length > 0 ? <MoreStores stores={more} active={chosen} busy={busy} onChoose={(store) => void choose(store)} /> : null}
      </div>
      <label className={styles.carry} data-control="carry-over" title={t(isGuessOpen ? 'bar.carryWhether' : 'bar.carryWhy')}>
        <input type="checkbox" checked={carryOver} onChange={(event) => setCarryOver(event.target.checked)} />
        <span>{t('bar.carry')}</span>
      </label>
    </div>
  )
}
