import { useTranslation } from 'react-i18next'
import type { AnswerRule, CrossSiteAnswer, CrossSiteCookie, CrossSiteRequest, SendingRule } from '../../server/protocol/cross-site.js'

export type { CrossSiteRequest } from '../../server/protocol/cross-site.js'

/** Where each rule stands. Names of documents are the same in every language. */
const SECTIONS: Readonly<Record<SendingRule['code'] | AnswerRule['code'], string | null>> = {
  'same-site': 'RFC 6265bis, 5.2',
  none: 'RFC 6265bis, 5.6.7',
  'top-level': 'RFC 6265bis, 5.6.7.1',
  grace: 'RFC 6265bis, 5.6.7.2',
  partitioned: 'CHIPS',
  unexpected: null,
  strict: 'RFC 6265bis, 5.6.7.1',
  'not-top-level': 'RFC 6265bis, 5.6.7.1',
  'unsafe-method': 'RFC 6265bis, 5.6.7.1',
  'grace-over': 'RFC 6265bis, 5.6.7.2',
  'third-party-blocked': 'RFC 6265bis, 7.1',
  'other-partition': 'CHIPS',
  'no-credentials': 'Fetch, “credentials mode”',
  preflight: 'Fetch, “CORS-preflight fetch”',
  'secure-over-http': 'RFC 6265bis, 5.8.3',
  'other-path': 'RFC 6265bis, 5.8.3',
  'other-host': 'RFC 6265bis, 5.8.3',
  'http-only': 'RFC 6265bis, 5.8.3',
  missing: null,
  'cors-allowed': 'Fetch, “CORS check”',
  'cors-missing': 'Fetch, “CORS check”',
  'cors-other-origin': 'Fetch, “CORS check”',
  'cors-without-credentials': 'Fetch, “CORS check”',
  'preflight-not-allowed': 'Fetch, “CORS-preflight fetch”',
  'frame-ancestors': 'CSP 3, frame-ancestors',
  'frame-allowed': 'CSP 3, frame-ancestors',
}

/** One of the things that were decided, in words with tags in them. */
export interface Decided {
  readonly key: string
  readonly outcome: CrossSiteCookie['outcome'] | CrossSiteAnswer['outcome']
  readonly by: CrossSiteCookie['by']
  /** What came of it. */
  readonly what: string
  /** Who decided it, and by which rule. */
  readonly why: string
  /** Where that rule stands; null: nowhere. */
  readonly source: string | null
}

/** A request that another site's page set off, in words. */
export interface CrossSiteSentences {
  readonly head: string
  readonly noCookies: string
  readonly cookies: readonly Decided[]
  /** Of them, the session's; null: there is none. */
  readonly session: Decided | null
  readonly answer: Decided | null
}

/** The words come later: see `loadLaterTexts`. */
export function useCrossSiteWords(): (request: CrossSiteRequest) => CrossSiteSentences {
  const { t } = useTranslation('sites')
  const sendingWords = useSendingWords()
  const source = (code: keyof typeof SECTIONS) => (SECTIONS[code] === null ? null : t('source', { section: SECTIONS[code] }))
  const cookie = ({ name, origin, outcome, by, rules: [rule] }: CrossSiteCookie): Decided => ({
    key: `${origin} ${name}`,
    outcome,
    by,
    what: t(`outcome.${outcome}`, { name }),
    why: `${t(`by.${by}`)}: ${sendingWords(rule)}`,
    source: source(rule.code),
  })
  const answered = ({ outcome, from, by, rule }: CrossSiteAnswer): Decided => {
    const why =
      'given' in rule
        ? t(`answerRule.${rule.code}`, { given: rule.given })
        : 'asked' in rule
          ? t(`answerRule.${rule.code}`, { asked: rule.asked })
          : t(`answerRule.${rule.code}`)
    const isElsewhere = from !== 'shop'
    const what = isElsewhere && outcome === 'unreadable' ? t('answer.unreadableAsWell') : t(`answer.${outcome}`)
    const beside = from === 'cache' ? ` ${t('answer.fromCache')}` : from === 'proxy' ? ` ${t('answer.fromProxy')}` : ''
    return { key: 'answer', outcome, by, what, why: `${t(`by.${by}`)}: ${why}${beside}`, source: source(rule.code) }
  }
  return ({ page, act, cookies, answer }) => {
    const session = cookies.find(({ origin }) => origin === 'session')
    return {
      head: page === null ? t('headUnknown', { act: t(`act.${act}`) }) : t('head', { page: page.replace(/^https?:\/\//, ''), act: t(`act.${act}`) }),
      noCookies: t('noCookies'),
      cookies: cookies.map(cookie),
      session: session ? cookie(session) : null,
      answer: answer && answered(answer),
    }
  }
}

function useSendingWords(): (rule: SendingRule) => string {
  const { t } = useTranslation('sites')
  return (rule) => {
    switch (rule.code) {
      case 'top-level':
        return t(rule.given === null ? 'rule.top-level-unsaid' : 'rule.top-level')
      case 'not-top-level':
        return t(rule.given === null ? 'rule.not-top-level-unsaid' : 'rule.not-top-level')
      case 'grace':
        return t('rule.grace', { age: rule.ageSeconds, grace: rule.graceSeconds })
      case 'grace-over':
        return t('rule.grace-over', { age: rule.ageSeconds, grace: rule.graceSeconds })
      case 'partitioned':
        return t('rule.partitioned', { site: rule.topLevelSite })
      default:
        return t(`rule.${rule.code}`, { ...rule })
    }
  }
}
