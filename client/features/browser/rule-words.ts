import { useTranslation } from 'react-i18next'
import type { CookieRule, PrefixDemand } from '../../../server/protocol/cookie-verdict.js'
import { formatNumber } from '../../ui/format.js'

/** Why a browser refuses a line, as a sentence with tags in it. The words come later: see `loadLaterTexts`. */
export function useRuleWords(): (rule: CookieRule) => string {
  const { t, i18n } = useTranslation('verdicts')
  const number = (value: number) => formatNumber(i18n.language, value)
  const demand = (each: PrefixDemand) => (each === 'https' || each === 'no Domain' ? t(`demand.${each}`) : each)
  return (rule) => {
    switch (rule.code) {
      case 'too-large':
        return t('rule.too-large', { bytes: number(rule.bytes), limitBytes: number(rule.limitBytes) })
      case 'prefix':
        return t('rule.prefix', { prefix: rule.prefix, lacks: rule.lacks.map(demand).join(', ') })
      case 'cross-site':
        return rule.given === null ? t('rule.cross-site-unsaid') : t('rule.cross-site', { given: rule.given })
      default:
        return t(`rule.${rule.code}`, { ...rule })
    }
  }
}
