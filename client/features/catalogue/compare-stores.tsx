import { useTranslation } from 'react-i18next'
import type { ComparedStore, StoreComparison } from '../../../server/protocol/comparison.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Progress } from '../../ui/progress.js'
import styles from './catalogue.module.css'
import { ComparedTable } from './compared-table.js'
import { Missing } from './use-here.js'

/** As COMPARISON of the server has it. */
const VISITORS = 300
const AT_ONCE = 8

/** The same crowd on each: begins it, says how far it is, and shows what came of it. */
export function CompareStores() {
  const { t } = useTranslation('stores')
  const comparison = useSnapshot((snapshot) => snapshot.comparison)
  const isUnderWay = comparison !== null && comparison.ended === null
  const start = (allowFound: boolean) => void sendOrNotify({ type: 'stores:compare', allowFound })
  return (
    <div className={styles.compare}>
      <p className={styles.lead}>{t('compare.lead', { visitors: comparison?.visitors ?? VISITORS, atOnce: AT_ONCE })}</p>
      <p className={styles.lead}>{t('compare.beside')}</p>
      <div className={styles.act}>
        {isUnderWay ? (
          <Under comparison={comparison} />
        ) : (
          <Button kind="primary" onClick={() => start(false)}>
            {t(comparison === null ? 'compare.start' : 'compare.again')}
          </Button>
        )}
        {comparison?.ended?.outcome === 'cancelled' ? <span role="status">{t('compare.cancelled')}</span> : null}
      </div>
      {comparison === null ? null : <ComparedTable rows={comparison.rows} isWaiting={isUnderWay} />}
      {comparison === null ? null : <Refused rows={comparison.rows} onAllow={isUnderWay ? null : () => start(true)} />}
    </div>
  )
}

/** Which store has its turn, what is being done with it, and the way out. */
function Under({ comparison: { step, stores, rows, visitors } }: { readonly comparison: StoreComparison }) {
  const { t } = useTranslation('stores')
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const label = available.find(({ kind }) => kind === step?.store)?.label ?? step?.store
  return (
    <>
      <div className={styles.under}>
        <Progress value={rows.length / Math.max(1, stores.length)} label={t('compare.progress', { done: rows.length, total: stores.length })} />
        <span className="num" role="status">
          {t('compare.progress', { done: rows.length, total: stores.length })}
          {step === null ? null : (
            <>
              {' · '}
              <b>{label}</b>: {t(`compare.phases.${step.phase}`, { done: step.done, visitors })}
            </>
          )}
        </span>
      </div>
      <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'stores:cancel-comparison' })}>
        {t('compare.cancel')}
      </Button>
    </>
  )
}

/** Those that could not be compared, and why. */
function Refused({ rows, onAllow }: { readonly rows: readonly ComparedStore[]; readonly onAllow: (() => void) | null }) {
  const { t } = useTranslation('stores')
  const words = useProblemWords()
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const labelOf = (store: string) => available.find(({ kind }) => kind === store)?.label ?? store
  const refused = rows.flatMap(({ store, problem }) => (problem === null ? [] : [{ store, problem }]))
  if (refused.length === 0) return null
  return (
    <section className={styles.refused}>
      <h3>{t('compare.notDone')}</h3>
      <ul>
        {refused.map(({ store, problem }) => (
          <li key={store} data-refused={store}>
            <b>{labelOf(store)}</b> {words(problem)}
            <InstallOf kind={store} />
          </li>
        ))}
      </ul>
      {onAllow !== null && refused.some(({ problem }) => problem.code === 'ask-first') ? <Button onClick={onAllow}>{t('compare.allow')}</Button> : null}
    </section>
  )
}

function InstallOf({ kind }: { readonly kind: string }) {
  const store = useSnapshot((snapshot) => snapshot.store.available.find((each) => each.kind === kind))
  return store === undefined ? null : <Missing store={store} />
}
