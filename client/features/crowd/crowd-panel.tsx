import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command } from '../../../server/protocol/commands.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import styles from './crowd.module.css'
import { CrowdForm } from './crowd-form.js'
import { CrowdProgress } from './crowd-progress.js'
import { CrowdRuns } from './crowd-runs.js'
import { HeapLimit } from './heap-limit.js'

/** Sends commands one after the other; the first refusal ends it and is answered. */
async function sendAll(commands: readonly Command[]): Promise<Problem | null> {
  for (const command of commands) {
    const result = await send(command)
    if (!result.ok) return result.problem
  }
  return null
}

/** Lets a crowd in: the form with its estimate, the progress, the heap limit, and the crowds that were here. */
export function CrowdPanel() {
  const { t } = useTranslation('crowd')
  const words = useProblemWords()
  const running = useSnapshot((snapshot) => snapshot.crowd.running)
  const lastRun = useSnapshot((snapshot) => snapshot.crowd.finished.at(-1) ?? null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (...commands: readonly Command[]) => {
    setBusy(true)
    setProblem(null)
    setProblem(await sendAll(commands))
    setBusy(false)
  }
  return (
    <section className={styles.crowd} aria-labelledby="crowd-title" data-part="crowd" data-control="crowd">
      <h3 id="crowd-title">{t('title')}</h3>
      <CrowdForm busy={busy} onStart={(order) => void run({ type: 'crowd:start', ...order })} />
      {problem === null ? null : (
        <p className={styles.refused} role="alert">
          {words(problem)}
        </p>
      )}
      <CrowdProgress run={running ?? lastRun} busy={busy} onRun={(...commands) => void run(...commands)} />
      <HeapLimit busy={busy} onChange={(heapLimitMb) => void run({ type: 'server:restart', heapLimitMb })} />
      <CrowdRuns onForget={(id) => void run(id === null ? { type: 'crowd:forget' } : { type: 'crowd:forget', run: id })} />
    </section>
  )
}
