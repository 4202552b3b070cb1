import { useTranslation } from 'react-i18next'
import type { Decision, DecisionKind, NoReason, YesReason } from '../../../../server/protocol/decisions.js'
import { formatCoarse, formatNumber } from '../../../ui/format.js'

/** Where the words of an answer with its reason stand, below `chain:reason`. A reason without words does not compile. */
type ReasonWords = { [K in DecisionKind]: `${K}.yes.${YesReason<K>}` | `${K}.no.${NoReason<K>}` }[DecisionKind]

/** An answer of express-session as people say it: in a word or two, and with what decided. */
export function useReasonWords(at: number): (decision: Decision) => { readonly title: string; readonly why: string } {
  const { t, i18n } = useTranslation('chain')
  const number = (value: number) => formatNumber(i18n.language, value)
  const paramsOf = (decision: Decision): Readonly<Record<string, string | number>> => {
    switch (decision.kind) {
      case 'path':
        return { path: decision.cookiePath }
      case 'signature':
        return { place: number((decision.secretIndex ?? 0) + 1), secrets: number(decision.secrets) }
      case 'store':
        return decision.expiredAt === undefined ? {} : { ago: formatCoarse(i18n.language, Math.max(0, at - decision.expiredAt)) }
      case 'save': {
        const { set, changed, removed } = decision.keys
        return { keys: [...set, ...changed, ...removed].join(', '), context: set.length + changed.length + removed.length > 0 ? 'keys' : '' }
      }
      default:
        return {}
    }
  }
  return (decision) => {
    const words = `${decision.kind}.${decision.yes ? 'yes' : 'no'}.${decision.reason}` as ReasonWords
    const params = paramsOf(decision)
    const isNamed = words === 'save.yes.changed' && params.context === 'keys'
    return { title: t(`reason.${words}.title`), why: isNamed ? t('changedKeys', { keys: params.keys }) : t(`reason.${words}.why`, params) }
  }
}
