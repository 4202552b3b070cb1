import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrowdOrder } from '../../../server/protocol/crowd.js'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import styles from './crowd.module.css'
import { EstimateWords } from './crowd-estimate-words.js'
import { PACES, parseCount, readCrowdForm } from './crowd-input.js'

/** Why a crowd cannot be let in just now; null: it can. */
function useBlocked(): 'away' | 'switching' | 'running' | null {
  return useSnapshot((snapshot) => {
    const { store, crowd } = snapshot
    if (crowd.running !== null) return 'running'
    if (!isServing(snapshot)) return 'away'
    return store.switching === null ? null : 'switching'
  })
}

/** How many users, how much each puts into the cart, how fast they come; beside it what that will cost. */
export function CrowdForm({
  beginning,
  busy,
  onStart,
}: {
  /** What it holds at first. */
  readonly beginning: CrowdOrder
  readonly busy: boolean
  readonly onStart: (order: CrowdOrder) => void
}) {
  const { t, i18n } = useTranslation('crowd')
  const group = (value: number) => formatNumber(i18n.language, value)
  const [users, setUsers] = useState(() => group(beginning.users))
  const [cartItems, setCartItems] = useState(() => String(beginning.behaviour === 'visit' ? 10 : beginning.cartItems))
  const [behaviour, setBehaviour] = useState(beginning.behaviour)
  const [usersPerSecond, setPace] = useState(beginning.usersPerSecond)
  const { order, problems } = readCrowdForm({ users, cartItems, usersPerSecond, behaviour })
  const blocked = useBlocked()
  const isDown = useSnapshot(({ store }) => !store.health.up)
  const wrong = (field: 'users' | 'cartItems') => problems.some((problem) => problem.field === field)
  const regroup = () => {
    const count = parseCount(users)
    if (count !== null) setUsers(group(count))
  }
  const [first] = problems
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (order !== null && blocked === null && !busy) onStart(order)
      }}
    >
      <div className={styles.fields}>
        <label>
          {t('users')}
          <input
            className="num"
            inputMode="numeric"
            value={users}
            onChange={(event) => setUsers(event.target.value)}
            onBlur={regroup}
            aria-invalid={wrong('users')}
            aria-describedby="crowd-note"
          />
        </label>
        <label title={t('cartWhy')}>
          {t('cart')}
          <input
            className="num"
            inputMode="numeric"
            value={behaviour === 'visit' ? '0' : cartItems}
            disabled={behaviour === 'visit'}
            onChange={(event) => setCartItems(event.target.value)}
            aria-invalid={wrong('cartItems')}
            aria-describedby="crowd-note"
          />
        </label>
        <label>
          {t('pace')}
          <select value={usersPerSecond ?? ''} onChange={(event) => setPace(PACES.find((pace) => String(pace ?? '') === event.target.value) ?? null)}>
            {PACES.map((pace) => (
              <option key={pace} value={pace ?? ''}>
                {pace === null ? t('fullSpeed') : t('perSecond', { number: group(pace) })}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('behaviour.label')}
          <select value={behaviour} onChange={(event) => setBehaviour(event.target.value === 'visit' ? 'visit' : 'shop')}>
            <option value="shop">{t('behaviour.shop')}</option>
            <option value="visit">{t('behaviour.visit')}</option>
          </select>
        </label>
        <Button kind="primary" type="submit" disabled={order === null || blocked !== null || busy}>
          {t('start')}
        </Button>
      </div>
      <p id="crowd-note" className={`${styles.note} num`} aria-live="polite">
        {first !== undefined ? (
          <span className={styles.wrong}>{t(`wrong.${first.field}`, { min: group(first.min), max: group(first.max) })}</span>
        ) : blocked === 'running' ? (
          <Coming />
        ) : blocked !== null ? (
          t(`blocked.${blocked}`)
        ) : isDown ? (
          t('blocked.down')
        ) : order !== null ? (
          <EstimateWords order={order} />
        ) : null}
      </p>
    </form>
  )
}

/** What each user of the crowd that is coming in does, which need not be what the form says. */
function Coming() {
  const { t } = useTranslation('crowd')
  const does = useSnapshot(({ crowd }) => (crowd.running === null ? null : whatEachDoes(crowd.running.order)))
  return does === null ? null : t(`coming.${does}`)
}

function whatEachDoes({ behaviour, cartItems }: CrowdOrder): 'shop' | 'log-in' | 'visit' {
  return behaviour === 'visit' ? 'visit' : cartItems === 0 ? 'log-in' : 'shop'
}
