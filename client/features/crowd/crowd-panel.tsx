import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command } from '../../../server/protocol/commands.js'
import type { Problem, Result } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { switchAndRepeat } from '../../state/store-choice.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import styles from './crowd.module.css'
import { CrowdForm } from './crowd-form.js'
import { CrowdProgress } from './crowd-progress.js'
import { CrowdRuns } from './crowd-runs.js'
import { HeapLimit } from './heap-limit.js'
import { useOwnRuns } from './own-runs.js'
import { useFormBeginning } from './use-lesson-crowd.js'

/** Lets a crowd in: the form with its estimate, the progress, the heap limit, and the crowds that were here. */
export function CrowdPanel() {
  const { t } = useTranslation('crowd')
  const words = useProblemWords()
  const running = useSnapshot((snapshot) => snapshot.crowd.running)
  const lastRun = useOwnRuns().at(-1) ?? null
  const beginning = useFormBeginning()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const during = async (work: Promise<Problem | null>) => {
    setBusy(true)
    setProblem(null)
    setProblem(await work)
    setBusy(false)
  }
  const run = (command: Command) => during(send(command).then((result: Result<unknown>) => (result.ok ? null : result.problem)))
  return (
    <section className={styles.crowd} aria-labelledby="crowd-title" data-part="crowd" data-control="crowd">
      <div>
        <h3 id="crowd-title">{t('title')}</h3>
        <CrowdForm key={beginning.key} beginning={beginning.order} busy={busy} onStart={(order) => void run({ type: 'crowd:start', ...order })} />
        {problem === null ? null : (
          <p className={styles.refused} role="alert">
            {words(problem)}
          </p>
        )}
        <HeapLimit busy={busy} onChange={(heapLimitMb) => void run({ type: 'server:restart', heapLimitMb })} />
      </div>
      <div>
        <CrowdProgress
          run={running ?? lastRun}
          busy={busy}
          onStop={() => void run({ type: 'crowd:cancel' })}
          onAgain={(kind, order) => void during(switchAndRepeat(kind, order))}
        />
        <CrowdRuns onForget={(id) => void run(id === null ? { type: 'crowd:forget' } : { type: 'crowd:forget', run: id })} />
      </div>
    </section>
  )
}
