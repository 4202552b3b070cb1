import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { activeUser } from '../../../server/protocol/active-user.js'
import { openKeeping } from '../../state/keeping.js'
import { useLive } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote } from '../../ui/form.js'
import styles from './compare.module.css'
import { type Different, durationOf, MAX_DIFFERENCES, SHORT_AGE_MS, type SideOrder, sideOf } from './draft.js'
import { rememberOrder } from './last-order.js'
import { useDifferentWords } from './words.js'

/** What can be combined: each is on or off. */
const COMBINED = ['resave', 'rolling', 'touch', 'saveUninitialized'] as const satisfies readonly Different[]
type Combined = (typeof COMBINED)[number]

/** The other package for the same database, where one of the two cannot touch. */
const TOUCHING: Readonly<Record<string, string>> = { mongodb: 'connect-mongo' }

/** On or off of one of them, on a store: as values of a side. */
function valuesOf(what: Combined, isOn: boolean, store: string, canTouch: boolean): readonly (readonly [Different, string])[] {
  if (what !== 'touch') return [[what, String(isOn)]]
  if (canTouch) return [['touch', isOn ? 'as-it-is' : 'withheld']]
  return [['store', isOn ? (TOUCHING[store] ?? store) : store]]
}

/** Up to three options, each on and off: all that can be made of them is tried with somebody who goes on using the shop. */
export function TableForm({ isUnderWay }: { readonly isUnderWay: boolean }) {
  const { t } = useTranslation('compare')
  const words = useDifferentWords()
  const available = useLive(({ store }) => store.available)
  const active = useLive(({ store }) => store.active)
  const [store, setStore] = useState(active)
  const [chosen, setChosen] = useState<readonly Combined[]>(['resave', 'rolling', 'touch'])
  const { said, isPending, sending } = useSending()
  const id = useId()
  const canTouch = available.find(({ kind }) => kind === store)?.capabilities.touch ?? false
  const canCombine = (what: Combined) => what !== 'touch' || canTouch || Object.hasOwn(TOUCHING, store)
  const combined = chosen.filter(canCombine)
  const sides = combinations(combined).map((values): SideOrder => {
    const parts = combined.flatMap((what, index) => valuesOf(what, values[index] === true, store, canTouch))
    return sideOf([
      ['store', store],
      ...(combined.includes('rolling') ? [] : [['rolling', 'true'] as const]),
      ...parts.filter(([what]) => what !== 'store'),
      ...parts.filter(([what]) => what === 'store'),
    ])
  })
  const trace = activeUser({ store, shop: 'standard', options: {}, faults: {} }, SHORT_AGE_MS)
  return (
    <Form onSubmit={() => void sending(rememberOrder({ type: 'compare:start', trace, sides }))}>
      <h3>{t('repeated.heading')}</h3>
      <p>{t('table.who', { seconds: SHORT_AGE_MS / 1_000 })}</p>
      <h3>{t('table.what')}</h3>
      <fieldset className={styles.boxes}>
        <legend className="visually-hidden">{t('table.what')}</legend>
        {COMBINED.map((what) => (
          <label key={what}>
            <input
              type="checkbox"
              checked={combined.includes(what)}
              disabled={
                !canCombine(what) || (!combined.includes(what) && combined.length >= MAX_DIFFERENCES) || (combined.length === 1 && combined.includes(what))
              }
              onChange={({ target }) =>
                setChosen(target.checked ? COMBINED.filter((each) => each === what || combined.includes(each)) : combined.filter((each) => each !== what))
              }
            />
            <span>{words.name(what)}</span>
          </label>
        ))}
      </fieldset>
      <label htmlFor={id}>
        {t('table.store')}
        <select id={id} value={store} onChange={({ target }) => setStore(target.value)}>
          {available.map(({ kind, label }) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {canTouch || !combined.includes('touch') ? null : <p className={styles.note}>{t('table.otherPackage')}</p>}
      {canCombine('touch') ? null : <p className={styles.note}>{t('table.noTouch')}</p>}
      <div className={styles.go}>
        <Button kind="primary" type="submit" disabled={isUnderWay || isPending}>
          {t('table.run', { count: sides.length })}
        </Button>
        <Button looks onClick={() => openKeeping({ view: 'link', trace })}>
          {t('link')}
        </Button>
        <span className={styles.note}>{t('takes', { seconds: Math.ceil(durationOf(trace, 1) / 1_000) })}</span>
      </div>
      {said === null ? null : <FormNote>{said}</FormNote>}
    </Form>
  )
}

/** All combinations of this many, each on or off: the last changes fastest. */
function combinations(of: readonly unknown[]): readonly (readonly boolean[])[] {
  return Array.from({ length: 2 ** of.length }, (_, number) => of.map((_, index) => ((number >> (of.length - 1 - index)) & 1) === 1))
}
