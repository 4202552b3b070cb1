import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { useProblemWords, useWhyWords } from '../../i18n/problem-words.js'
import { useSelectedBrowserId, useShownSession } from '../../state/browser-names.js'
import { useGuessOpen } from '../../state/open-guess.js'
import { sessionsElsewhere, whyEmpty } from '../../state/sayings.js'
import { useInstance, useIsOver, useSnapshot } from '../../state/use-dashboard.js'
import { whyAway } from '../../state/why-away.js'
import { formatNumber, formatTimeOfDay } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { Pane } from '../../ui/pane.js'
import { Said } from '../../ui/said.js'
import { ForgetAll } from './forget-all.js'
import { SessionDocument } from './session-document.js'
import { SessionFinder } from './session-finder.js'
import { SessionList } from './session-list.js'
import type { SessionPages } from './session-pages.js'
import styles from './store.module.css'
import { useHasNone, usePages, useSessionPages } from './use-session-pages.js'

const loadSessionsThen = async () => ({ default: (await import('./sessions-then.js')).SessionsThen })

/** In the store, a document: find a session, and see it as the store holds it. */
export function StorePane() {
  const { t } = useTranslation('shell')
  const [typed, setSearch] = useState('')
  const [isCalm, setCalm] = useState(false)
  // Nobody asks a store about the past, and none stands behind a recording: there, the sessions are those that are known.
  const isOver = useIsOver()
  // What was typed is a question to the store as it is now.
  const search = isOver ? '' : typed
  const pages = useSessionPages(search, isCalm || isOver)
  const shown = useShownSession()
  const isEmpty = useHasNone(pages, search)
  const isSearching = usePages(pages, ({ total }) => search !== '' && total === null)
  return (
    <Pane name="store" where={t('panes.store.where')} what={t('panes.store.what')} aside={<ForgetAll />}>
      <SessionFinder pages={pages} search={search} onSearch={setSearch} />
      <HealthNote />
      <div data-control={isEmpty ? 'session-list document' : 'session-list'}>
        {isOver ? <LazyPart load={loadSessionsThen} meanwhile={null} /> : null}
        {isEmpty ? (
          <Empty search={search} />
        ) : isOver ? null : isSearching ? (
          <Searching pages={pages} />
        ) : (
          <SessionList pages={pages} search={search} onCalm={setCalm} />
        )}
      </div>
      <div data-control="document">{shown === null ? isEmpty ? null : <NoneChosen /> : isEmpty && search === '' ? null : <SessionDocument id={shown} />}</div>
      <Elsewhere />
    </Pane>
  )
}

function Empty({ search }: { readonly search: string }) {
  const store = useSnapshot(useShallow(({ store: { active, available, health, emptiness } }) => ({ active, available, health, emptiness })))
  const server = useInstance(useShallow(({ phase, options }) => ({ phase, options })))
  const isGuessOpen = useGuessOpen()
  const isOver = useIsOver()
  const { what, why } = whyEmpty({ search, store, server, isGuessOpen, isThen: isOver })
  return (
    <div className={styles.empty}>
      <b>
        <Said sayings={[what]} />
      </b>
      <p>
        <Said sayings={why} />
      </p>
    </div>
  )
}

/** A search in many sessions takes a moment, and may take too long. */
function Searching({ pages }: { readonly pages: SessionPages }) {
  const { t } = useTranslation('store')
  const problem = usePages(pages, (view) => view.problem)
  const words = useProblemWords()
  return (
    <p className={styles.searching} role="status">
      {problem === null ? t('find.searching') : words(problem)}
    </p>
  )
}

function NoneChosen() {
  const { t } = useTranslation(['store', 'moment'])
  const isOver = useIsOver()
  const selected = useSelectedBrowserId()
  const fate = useSnapshot(({ browsers }) => browsers.find(({ id }) => id === selected)?.lastSetCookie?.outcome ?? null)
  if (isOver) return <p className={styles.say}>{t('moment:store.none')}</p>
  return <p className={styles.say}>{t(fate === 'refused' || fate === 'waiting' ? 'noneKept' : 'noneChosen')}</p>
}

/** Said while the store does not answer: what is shown is from before. */
const HealthNote = memo(function HealthNote() {
  const { t, i18n } = useTranslation('store')
  const { health, label } = useHealth()
  const why = useSnapshot(useShallow(whyAway))
  const words = useWhyWords()
  if (health.up) return null
  return (
    <div className={styles.down} role="alert">
      <b className="num">{t('down.what', { store: label, time: formatTimeOfDay(i18n.language, health.since).slice(0, 8) })}</b>
      <p>{t('down.why')}</p>
      {why === null ? null : <p className={styles.reason}>{words(why)}</p>}
    </div>
  )
})

function useHealth() {
  const health = useSnapshot(({ store }) => store.health)
  const label = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active)?.label ?? store.active)
  return { health, label }
}

/** Sessions that a plain switch left where they were. */
const Elsewhere = memo(function Elsewhere() {
  const store = useSnapshot(useShallow(({ store: { active, available, elsewhere, switching } }) => ({ active, available, elsewhere, switching })))
  const isOver = useIsOver()
  const { t, i18n } = useTranslation('moment')
  if (isOver) {
    return sessionsElsewhere(store).map(({ count = 0, values }) => (
      <p key={values?.store} className={`${styles.say} num`}>
        {t('store.elsewhere', { count, number: formatNumber(i18n.language, count), store: values?.store ?? '' })}
      </p>
    ))
  }
  return sessionsElsewhere(store).map((saying) => (
    <p key={saying.values?.store} className={`${styles.say} num`}>
      <Said sayings={[saying]} />
    </p>
  ))
})
