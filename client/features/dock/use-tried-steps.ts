import { useEffect, useState } from 'react'
import { dashboardStore } from '../../state/dashboard-store.js'
import { recall, remember } from '../../state/remembered.js'
import { STEPS, type Step } from './steps.js'

const KEY = 'tried'

/** The steps that were seen to happen, now or on an earlier visit. */
export function useTriedSteps(): ReadonlySet<Step['name']> {
  const [tried, setTried] = useState<ReadonlySet<Step['name']>>(() => {
    const names = recall(KEY)?.split(' ') ?? []
    return new Set(STEPS.map((step) => step.name).filter((name) => names.includes(name)))
  })

  useEffect(() => {
    const look = () => {
      setTried((before) => {
        const now = STEPS.filter((step) => before.has(step.name) || step.happened(dashboardStore.getState())).map((step) => step.name)
        if (now.length === before.size) return before
        remember(KEY, now.join(' '))
        return new Set(now)
      })
    }
    look()
    return dashboardStore.subscribe(look)
  }, [])
  return tried
}
