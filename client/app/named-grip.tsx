import { useTranslation } from 'react-i18next'
import { Grip, type GripProps } from '../ui/grip.js'

/** A grip with its name in the reader's language. */
export function NamedGrip({ name, ...grip }: Omit<GripProps, 'label' | 'axis'> & { readonly name: 'dock' | 'browser' | 'memory' | 'requests' }) {
  const { t } = useTranslation('shell')
  return <Grip {...grip} axis={name === 'requests' ? 'y' : 'x'} label={t(`grips.${name}`)} />
}
