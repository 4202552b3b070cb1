import { useStore } from 'zustand'
import { loadLaterTexts } from '../i18n/later.js'
import { Looks } from '../jsx/resting.js'
import { traceRun } from '../state/trace-run.js'
import { LazyPart } from '../ui/lazy-part.js'

const loadBar = async () => {
  const [{ TraceRunBar }] = await Promise.all([import('../features/keep/trace-run-bar.js'), loadLaterTexts('show')])
  return { default: TraceRunBar }
}

/** What somebody has a link do, while it is being done. */
export function TraceRuns() {
  const run = useStore(traceRun, (state) => state.run)
  if (run === null) return null
  return (
    // It can be stopped wherever the reader looks.
    <Looks>
      <LazyPart load={loadBar} meanwhile={null} props={{ run }} />
    </Looks>
  )
}
