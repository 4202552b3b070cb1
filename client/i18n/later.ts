import i18next from 'i18next'
import type { Language } from '../../server/protocol/language.js'
import type catalogue from './en/catalogue.json'
import type chain from './en/chain.json'
import type checks from './en/checks.json'
import type clocks from './en/clocks.json'
import type code from './en/code.json'
import type compare from './en/compare.json'
import type filter from './en/filter.json'
import type lesson from './en/lesson.json'
import type moment from './en/moment.json'
import type news from './en/news.json'
import type paths from './en/paths.json'
import type problems from './en/problems.json'
import type recording from './en/recording.json'
import type servers from './en/servers.json'
import type show from './en/show.json'
import type sites from './en/sites.json'
import type stores from './en/stores.json'
import type together from './en/together.json'
import type token from './en/token.json'
import type verdicts from './en/verdicts.json'
import type way from './en/way.json'
import type why from './en/why.json'
import type { Translation } from './translation.js'

/** English words of parts of the page that are fetched when somebody opens them: they are no part of the first load. */
export interface LaterTexts {
  readonly catalogue: typeof catalogue
  readonly chain: typeof chain
  readonly checks: typeof checks
  readonly clocks: typeof clocks
  readonly code: typeof code
  readonly filter: typeof filter
  readonly news: typeof news
  readonly compare: typeof compare
  readonly paths: typeof paths
  readonly problems: typeof problems
  readonly recording: typeof recording
  readonly servers: typeof servers
  readonly show: typeof show
  readonly sites: typeof sites
  readonly stores: typeof stores
  readonly lesson: typeof lesson
  readonly moment: typeof moment
  readonly together: typeof together
  readonly token: typeof token
  readonly verdicts: typeof verdicts
  readonly way: typeof way
  readonly why: typeof why
}
export type LaterNamespace = keyof LaterTexts

type Fetch<Texts> = () => Promise<{ readonly default: Texts }>

/** A missing key does not compile. */
const TEXTS: { readonly [N in LaterNamespace]: Readonly<Record<Language, Fetch<LaterTexts[N]> | Fetch<Translation<LaterTexts[N]>>>> } = {
  catalogue: { en: () => import('./en/catalogue.json'), 'pt-BR': () => import('./pt-BR/catalogue.json') },
  chain: { en: () => import('./en/chain.json'), 'pt-BR': () => import('./pt-BR/chain.json') },
  checks: { en: () => import('./en/checks.json'), 'pt-BR': () => import('./pt-BR/checks.json') },
  clocks: { en: () => import('./en/clocks.json'), 'pt-BR': () => import('./pt-BR/clocks.json') },
  code: { en: () => import('./en/code.json'), 'pt-BR': () => import('./pt-BR/code.json') },
  filter: { en: () => import('./en/filter.json'), 'pt-BR': () => import('./pt-BR/filter.json') },
  news: { en: () => import('./en/news.json'), 'pt-BR': () => import('./pt-BR/news.json') },
  compare: { en: () => import('./en/compare.json'), 'pt-BR': () => import('./pt-BR/compare.json') },
  paths: { en: () => import('./en/paths.json'), 'pt-BR': () => import('./pt-BR/paths.json') },
  problems: { en: () => import('./en/problems.json'), 'pt-BR': () => import('./pt-BR/problems.json') },
  recording: { en: () => import('./en/recording.json'), 'pt-BR': () => import('./pt-BR/recording.json') },
  servers: { en: () => import('./en/servers.json'), 'pt-BR': () => import('./pt-BR/servers.json') },
  show: { en: () => import('./en/show.json'), 'pt-BR': () => import('./pt-BR/show.json') },
  sites: { en: () => import('./en/sites.json'), 'pt-BR': () => import('./pt-BR/sites.json') },
  stores: { en: () => import('./en/stores.json'), 'pt-BR': () => import('./pt-BR/stores.json') },
  lesson: { en: () => import('./en/lesson.json'), 'pt-BR': () => import('./pt-BR/lesson.json') },
  moment: { en: () => import('./en/moment.json'), 'pt-BR': () => import('./pt-BR/moment.json') },
  together: { en: () => import('./en/together.json'), 'pt-BR': () => import('./pt-BR/together.json') },
  verdicts: { en: () => import('./en/verdicts.json'), 'pt-BR': () => import('./pt-BR/verdicts.json') },
  way: { en: () => import('./en/way.json'), 'pt-BR': () => import('./pt-BR/way.json') },
  token: { en: () => import('./en/token.json'), 'pt-BR': () => import('./pt-BR/token.json') },
  why: { en: () => import('./en/why.json'), 'pt-BR': () => import('./pt-BR/why.json') },
}
export const LATER_NAMESPACES = Object.keys(TEXTS) as readonly LaterNamespace[]

/** Those that have been opened: they follow when the page changes its language. */
const wanted = new Set<LaterNamespace>()

/** Fetches these words in the language of the page, unless they are here, and from now on in every language that it changes to. */
export async function loadLaterTexts(...namespaces: readonly LaterNamespace[]): Promise<void> {
  for (const namespace of namespaces) wanted.add(namespace)
  await loadWantedTexts(i18next.language as Language)
}

/** The same for all that have been opened, before the page changes to this language. */
export async function loadWantedTexts(language: Language): Promise<void> {
  const missing = [...wanted].filter((namespace) => !i18next.hasResourceBundle(language, namespace))
  const fetched = await Promise.all(missing.map(async (namespace) => ({ namespace, texts: (await TEXTS[namespace][language]()).default })))
  for (const { namespace, texts } of fetched) i18next.addResourceBundle(language, namespace, texts)
}
