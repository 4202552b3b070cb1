import diff, { type Difference } from 'microdiff'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { formatNumber } from '../../ui/format.js'
import styles from './details.module.css'

/** What happened to the session data, path by path. */
export function DataChanges({ request: { before, after } }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('timeline')
  if (before === null && after === null) return <>{t('details.noData')}</>
  if (after === null) return <>{t('details.dataGone')}</>
  const changes = diff(before ?? {}, after)
  if (changes.length === 0) return <>{t('details.untouched')}</>
  return (
    <ul>
      {changes.map((change) => (
        <li key={change.path.join('.')}>
          <Change change={change} />
        </li>
      ))}
    </ul>
  )
}

function Change({ change }: { readonly change: Difference }) {
  const { t } = useTranslation('timeline')
  const words = { CREATE: 'new', CHANGE: 'changed', REMOVE: 'removed' } as const
  return (
    <code>
      {pathWords(change.path)}: {'oldValue' in change ? <del>{json(change.oldValue)}</del> : null}
      {change.type === 'CHANGE' ? ' → ' : ' '}
      {'value' in change ? <ins>{json(change.value)}</ins> : null} <span className={styles.word}>{t(`change.${words[change.type]}`)}</span>
    </code>
  )
}

/** How many of the changes there is room for; all of them stand in what was recorded. */
const MOST = 4
const MOST_CHARACTERS = 24

/** The same in a narrow place: a list by how many items it has, a text cut short. */
export function ShortDataChanges({ before, after }: Pick<RequestRecord, 'before' | 'after'>) {
  const { t, i18n } = useTranslation('chain')
  const changes = shortChanges(before ?? {}, after ?? {})
  const count = (value: number) => formatNumber(i18n.language, value)
  return (
    <ul>
      {changes.slice(0, MOST).map((change) => (
        <li key={change.path}>
          {'items' in change ? (
            <>
              <code>{change.path}</code>: {t('items', { from: count(change.items[0]), count: change.items[1], number: count(change.items[1]) })}
            </>
          ) : (
            <code>
              {change.path}: {change.from === undefined ? null : <del>{short(change.from)}</del>}
              {change.from === undefined || change.to === undefined ? ' ' : ' → '}
              {change.to === undefined ? null : <ins>{short(change.to)}</ins>}
            </code>
          )}
        </li>
      ))}
      {changes.length > MOST ? <li>{t('more', { count: changes.length - MOST, number: count(changes.length - MOST) })}</li> : null}
    </ul>
  )
}

type ShortChange = { readonly path: string } & ({ readonly items: readonly [number, number] } | { readonly from: unknown; readonly to: unknown })

function shortChanges(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly ShortChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key): readonly ShortChange[] => {
    const [from, to] = [before[key], after[key]]
    const [fromItems, toItems] = [itemsOf(from, to), itemsOf(to, from)]
    if (fromItems !== null && toItems !== null && fromItems !== toItems) return [{ path: key, items: [fromItems, toItems] }]
    return diff({ [key]: from }, { [key]: to }).map((change) => ({
      path: pathWords(change.path),
      from: 'oldValue' in change ? change.oldValue : undefined,
      to: 'value' in change ? change.value : undefined,
    }))
  })
}

/** How many items a list has; one that is not there, beside one that is, has none. */
function itemsOf(value: unknown, other: unknown): number | null {
  if (Array.isArray(value)) return value.length
  return value === undefined && Array.isArray(other) ? 0 : null
}

function pathWords(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}

function short(value: unknown): string {
  const text = json(value)
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
