import { useTranslation } from 'react-i18next'
import { FAULTS, type FaultInForce, inForce } from '../../../server/protocol/faults.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { useFaultWords } from './fault-words.js'
import { Place } from './place.js'

/** The wire between the lesson servers and the store: what was done to it stands on it. */
export function WirePlace() {
  const { t } = useTranslation('way')
  const words = useFaultWords()
  const faults = useSnapshot((snapshot) => snapshot.faults)
  const isInProcess = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active)?.capabilities.inHeap === true)
  const here = inForce(faults).filter(([fault]) => FAULTS[fault].place === 'wire')
  const short = (changed: string, { instance }: FaultInForce) => (changed === '' || instance === null ? changed : `${instance.toUpperCase()}: ${changed}`)
  const shown = here.map(([fault, inForce]) => short(words.changed(fault, inForce.settings), inForce) || words.says(fault, inForce)).join(' · ')
  return (
    <Place
      isTag
      control="wire"
      name="wire"
      node="wire"
      title={t('places.wire.title')}
      about={isInProcess ? t('inProcess') : t('places.wire.about')}
      face={shown === '' ? t('heading.wire') : shown}
    />
  )
}
