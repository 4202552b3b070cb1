import { useTranslation } from 'react-i18next'
import type { CookieRule } from '../../../server/protocol/cookie-verdict.js'
import { RichText } from '../../ui/rich-text.js'
import { useRuleWords } from './rule-words.js'

const TODO = ['none-without-secure', 'partitioned-without-secure', 'other-domain'] as const

/** Why the session's cookie was refused, and what to change in the shop's options; null: nothing tells. */
export default function RefusalWords({ rule }: { readonly rule: CookieRule | null }) {
  const { t } = useTranslation('verdicts')
  const words = useRuleWords()
  if (rule === null) return t('unknown')
  const todo = TODO.find((code) => code === rule.code)
  return (
    <>
      <RichText text={words(rule)} /> {t('chromium')} {todo ? t(`todo.${todo}`) : null}
    </>
  )
}
