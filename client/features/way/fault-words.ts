import { useTranslation } from 'react-i18next'
import { type FaultId, type FaultInForce, type FaultSetting, settingsOf } from '../../../server/protocol/faults.js'
import { formatBytes, formatNumber, formatShare } from '../../ui/format.js'

/** What faults, their settings and the values of these are called in the reader's language. */
export interface FaultWords {
  readonly setting: (name: string) => string
  readonly value: (setting: FaultSetting, value: number) => string
  /** Those that are not as usual: "get 50 ms, set 400 ms". */
  readonly changed: (fault: FaultId, settings: FaultInForce['settings']) => string
  /** A sentence without its full stop. */
  readonly says: (fault: FaultId, inForce: FaultInForce) => string
}

const WORDED = ['jitter', 'seconds', 'proxy', 'server'] as const

function isWorded(name: string): name is (typeof WORDED)[number] {
  return WORDED.some((each) => each === name)
}

export function useFaultWords(): FaultWords {
  const { t, i18n } = useTranslation('way')
  // The names of the store's methods are the same in every language.
  const setting: FaultWords['setting'] = (name) => (isWorded(name) ? t(`settings.${name}`) : name)
  const value: FaultWords['value'] = ({ unit }, number) => {
    const shown = formatNumber(i18n.language, number)
    if (unit === 'ms') return `${shown} ms`
    if (unit === 's') return number === 0 ? t('off') : `${shown} s`
    if (unit === 'bytes') return formatBytes(i18n.language, number)
    if (unit === 'percent') return formatShare(i18n.language, number / 100)
    return number === 0 ? t('never') : t('every', { number: shown })
  }
  const changed: FaultWords['changed'] = (fault, settings) =>
    settingsOf(fault)
      .map(([name, each]) => [name, each, (settings as Readonly<Record<string, number>>)[name] ?? each.usual] as const)
      .filter(([, { usual }, number]) => number !== usual)
      .map(([name, each, number]) => `${setting(name)} ${value(each, number)}`)
      .join(', ')
  const says: FaultWords['says'] = (fault, { settings, instance }) => {
    const what = t(`faults.${fault}.says`, { settings: changed(fault, settings) })
    return instance === null ? what : t('onlyAt', { what, name: instance.toUpperCase() })
  }
  return { setting, value, changed, says }
}
