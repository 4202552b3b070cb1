/** What sides and what differs between them are called in the reader's language. */
import { useTranslation } from 'react-i18next'
import type { Doubt } from '../../../server/protocol/doubt.js'
import { nameInCode, OPTION_NAMES } from '../../../server/protocol/session-options.js'
import type { SideBySide, SideConfiguration } from '../../../server/protocol/side-by-side.js'
import { LIMITS } from '../../state/limits.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { type Different, isOption } from './draft.js'

const NO_BREAK = '\u00a0'

/** One thing of a configuration, as a chip shows it. */
export interface Said {
  readonly what: Different
  readonly text: string
  /** It is not the same on all sides. */
  readonly differs: boolean
}

/** A moment of a run or what is left: in seconds with one digit, so that they can be held against each other; what is far beyond a run, as elsewhere. */
export function seconds(language: string, ms: number): string {
  if (ms > LIMITS.sideBySideMs) return formatDuration(language, ms)
  return `${formatNumber(language, ms / 1_000, 1)}${NO_BREAK}s`
}

export function useStoreLabel(): (kind: string) => string {
  const available = useSnapshot(({ store }) => store.available)
  return (kind) => available.find((store) => store.kind === kind)?.label ?? kind
}

export function useShopTitle(): (name: string) => string {
  const { i18n } = useTranslation()
  const shops = useSnapshot(({ launch }) => launch.shops)
  return (name) => shops.find((shop) => shop.name === name)?.title[i18n.language === 'pt-BR' ? 'pt-BR' : 'en'] ?? name
}

/** Why something is not certain, and at which act the reason stands. */
export function reasonOf({ act, late, unread }: Doubt): { readonly how: 'late' | 'unread' | 'untold'; readonly act: number; readonly ms: number } {
  if (late !== null) return { how: 'late', ...late }
  return unread === undefined ? { how: 'untold', act, ms: 0 } : { how: 'unread', act: unread, ms: 0 }
}

/** What differs, as the form and the chips call it. */
export function useDifferentWords(): { readonly name: (what: Different) => string; readonly value: (what: Different, value: string) => string } {
  const { t, i18n } = useTranslation(['compare', 'way'])
  const labelOf = useStoreLabel()
  const titleOf = useShopTitle()
  return {
    name: (what) => (isOption(what) ? nameInCode(what) : t(`compare:different.${what}`)),
    value: (what, value) => {
      if (what === 'store') return labelOf(value)
      if (what === 'shop') return titleOf(value)
      if (what === 'touch') return t(value === 'withheld' ? 'compare:touch.withheld' : 'compare:touch.own')
      if (what === 'wire') return value === 'none' ? t('compare:wire.none') : t(`way:faults.${value as 'wire-delay'}.name`)
      if (value === 'null') return t('compare:notSet')
      return what === 'maxAgeMs' ? formatDuration(i18n.language, Number(value)) : value.replaceAll('"', '')
    },
  }
}

/** What a configuration is made of, as texts that can be held against each other. */
function partsOf({ store, touch, shop, options, faults }: SideConfiguration): readonly (readonly [Different, string])[] {
  return [
    ['store', store],
    ['touch', touch],
    ['shop', shop],
    ['wire', Object.keys(faults)[0] ?? 'none'],
    ...OPTION_NAMES.map((name) => [name, JSON.stringify(options[name])] as const),
  ]
}

/** Those that are always said, since most stories hang on them. */
const ALWAYS: readonly Different[] = ['store', 'rolling', 'maxAgeMs', 'resave']

/** What is said of the configuration of each side: what differs, first, and what most stories hang on. */
export function useSaid(run: SideBySide): readonly (readonly Said[])[] {
  const words = useDifferentWords()
  const parts = run.sides.map(({ configuration }) => partsOf(configuration))
  const differs = (index: number) => new Set(parts.map((each) => each[index]?.[1])).size > 1
  return parts.map((each) =>
    each
      .map(([what, value], index): Said => ({ what, text: `${words.name(what)}: ${words.value(what, value)}`, differs: differs(index) }))
      .filter(({ what, differs }) => differs || ALWAYS.includes(what))
      .sort((a, b) => Number(b.differs) - Number(a.differs)),
  )
}

/** A side by what sets it apart from the others. */
export function useSideNames(run: SideBySide): (index: number) => string {
  const { t } = useTranslation('compare')
  const said = useSaid(run)
  return (index) => {
    const own = (said[index] ?? []).filter(({ differs }) => differs).map(({ text }) => text)
    if (own.length > 0) return own.join(', ')
    return t(index === 0 ? 'left' : 'right')
  }
}
