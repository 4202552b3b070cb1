import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../server/protocol/language.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { endTraceRun, type TraceRun } from '../../state/trace-run.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import { type RunEnd, runTrace } from './run-trace.js'
import styles from './trace-run-bar.module.css'
import { actWords, browserWords } from './trace-words.js'

/** Runs a trace from when it is shown, over the page, so that one sees in the panes what it does: how far it is, and the way to stop it. */
export function TraceRunBar({ run }: { readonly run: TraceRun }) {
  const { t, i18n } = useTranslation('show')
  const words = useProblemWords()
  const language = i18n.language as Language
  const [begun, setBegun] = useState(-1)
  const [end, setEnd] = useState<RunEnd | null>(null)
  const cancel = useRef<AbortController>(null)
  const names = useRef<readonly string[]>(null)
  names.current ??= run.trace.browsers.map((name) => browserWords(name, i18n.getFixedT(language, 'show')))
  useEffect(() => {
    const controller = new AbortController()
    cancel.current = controller
    let isGone = false
    // Not at once: React tries each effect twice while one develops, and what is sent stays sent.
    const timer = setTimeout(async () => {
      const ended = await runTrace(run.trace, {
        pace: run.pace,
        names: names.current ?? [],
        state: () => {
          const { snapshot } = dashboardStore.getState()
          if (snapshot === null) throw new Error('There is no state yet.')
          return snapshot
        },
        send,
        wait,
        signal: controller.signal,
        onAct: (place) => isGone || setBegun(place),
      })
      if (!isGone) setEnd(ended)
    }, 0)
    return () => {
      isGone = true
      clearTimeout(timer)
      controller.abort()
    }
  }, [run])
  const { acts, browsers } = run.trace
  const number = (value: number) => formatNumber(language, value)
  const act = acts[begun]
  return (
    <aside className={styles.bar} aria-label={t('run.title')}>
      <p role="status">
        {end === null
          ? act === undefined
            ? t('run.preparing')
            : `${t('run.act', { number: number(begun + 1), of: number(acts.length) })} ${browserWords(browsers[act.browser] ?? '', i18n.getFixedT(language, 'show'))} ${actWords(act, i18n.getFixedT(language, 'show'), language)}`
          : end.kind === 'stopped'
            ? `${t('run.stopped', { number: number(end.done), of: number(acts.length) })} ${words(end.problem)}`
            : t(`run.${end.kind}`, { number: number(end.done), of: number(acts.length) })}
      </p>
      {end === null ? <Progress value={(begun + 1) / acts.length} label={t('run.title')} /> : null}
      {end === null ? <Button onClick={() => cancel.current?.abort()}>{t('run.cancel')}</Button> : <Button onClick={endTraceRun}>{t('run.close')}</Button>}
    </aside>
  )
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
