import { useState } from 'react'
import { loadLaterTexts } from '../i18n/later.js'
import { useDashboard, useSnapshot } from '../state/use-dashboard.js'
import { LazyPart } from '../ui/lazy-part.js'

const loadList = async () => {
  const [{ FaultsInBar }] = await Promise.all([import('../features/way/way-pane.js'), loadLaterTexts('way')])
  return { default: FaultsInBar }
}

/** In the bar: what is not as usual on the way, while the way itself, which lists it, is not in sight. */
export function FaultsMarker() {
  const isListed = useDashboard(({ lower }) => lower === 'way')
  const isUsual = useSnapshot(({ faults, instances }) => Object.keys(faults).length === 0 && Object.keys(instances).length < 2)
  const [wasNeeded, setNeeded] = useState(false)
  if (!isUsual && !isListed && !wasNeeded) setNeeded(true)
  return wasNeeded ? <LazyPart<{ readonly isListed: boolean }> load={loadList} meanwhile={null} props={{ isListed }} /> : null
}
