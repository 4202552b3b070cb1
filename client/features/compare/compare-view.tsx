import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { SideBySide } from '../../../server/protocol/side-by-side.js'
import { comparePage } from '../../state/compare-page.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Choice } from '../../ui/choice.js'
import { scrollBehavior } from '../../ui/point-at.js'
import { Progress } from '../../ui/progress.js'
import styles from './compare.module.css'
import { CompareForm } from './compare-form.js'
import { runToBe } from './draft.js'
import { SideProblems } from './side-problems.js'
import { TableForm } from './table-form.js'
import { TableResult } from './table-result.js'
import { TwoSides } from './two-sides.js'
import { useDraft } from './use-draft.js'

type Mode = 'two' | 'table'

/** What is repeated and what differs on the left, what came of it on the right. */
export function CompareView({ why }: { readonly why: (request: RequestRecord) => ReactNode }) {
  const { t } = useTranslation('compare')
  const run = useSnapshot((snapshot) => snapshot.sideBySide)
  const [mode, setMode] = useState<Mode>(() => (comparePage.getState().trace === null && run !== null && run.sides.length > 2 ? 'table' : 'two'))
  const draft = useDraft()
  const isUnderWay = run !== null && run.ended === null
  return (
    <div className={styles.compare} data-part="compare">
      <div className={styles.setUp}>
        <fieldset className={styles.modes}>
          <legend className="visually-hidden">{t('mode.legend')}</legend>
          {(['two', 'table'] as const).map((each) => (
            <Choice key={each} look="segment" name="compare-mode" checked={mode === each} onChange={() => setMode(each)}>
              {t(`mode.${each}`)}
            </Choice>
          ))}
        </fieldset>
        {mode === 'two' ? <CompareForm draft={draft} isUnderWay={isUnderWay} hasRun={run !== null} /> : <TableForm isUnderWay={isUnderWay} />}
      </div>
      <div className={styles.result}>
        {run !== null ? (
          <Result run={run} why={why} />
        ) : mode === 'two' && draft.trace !== null ? (
          <TwoSides run={runToBe(draft.trace, draft.sides)} lead={t('nothing.two')} why={why} />
        ) : (
          <p className={styles.nothing}>{t(`nothing.${mode}`)}</p>
        )}
      </div>
    </div>
  )
}

function Result({ run, why }: { readonly run: SideBySide; readonly why: (request: RequestRecord) => ReactNode }) {
  return (
    <>
      <UnderWay run={run} />
      <SideProblems run={run} />
      {run.sides.length > 2 ? <TableResult run={run} why={why} /> : <TwoSides run={run} why={why} />}
    </>
  )
}

/** How far it is, and the way out; what became of it; what its clock says. */
function UnderWay({ run }: { readonly run: SideBySide }) {
  const { t } = useTranslation('compare')
  const { sides, acts, ended, pace } = run
  const total = sides.length * acts.length
  const done = sides.reduce((sum, { phase, problem, answers }) => sum + (phase === 'ended' || problem !== null ? acts.length : answers.length), 0)
  const isTidying = sides.every(({ phase }) => phase === 'tidying' || phase === 'ended')
  const opening = sides.some(({ phase }) => phase === 'opening' || phase === 'waiting') && done === 0
  return (
    <>
      {ended === null ? (
        <div ref={broughtIntoSight} className={styles.underWay}>
          <Progress value={done / total} label={t('progress.label')} />
          <span className="num" role="status">
            {isTidying ? t('progress.tidying') : opening ? t('progress.opening', { count: sides.length }) : t('progress.acts', { done, total })}
          </span>
          {isTidying ? null : (
            <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'compare:cancel' })}>
              {t('cancel')}
            </Button>
          )}
        </div>
      ) : ended.outcome === 'cancelled' ? (
        <p role="status" className={styles.note}>
          {t('cancelled')}
        </p>
      ) : null}
      {pace.speed === 1 ? null : <p className={styles.note}>{t(pace.agesToo ? 'clock.both' : 'clock.pauses', { speed: pace.speed })}</p>}
    </>
  )
}

/** On a narrow screen it stands below the form that began it. Where it is seen already, nothing moves. */
function broughtIntoSight(element: HTMLElement | null): void {
  if (element === null) return
  const { top, bottom } = element.getBoundingClientRect()
  if (top < 0 || bottom > innerHeight) element.scrollIntoView({ behavior: scrollBehavior(), block: 'start' })
}
