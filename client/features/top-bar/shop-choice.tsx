import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShopVariant } from '../../../server/protocol/commands.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import styles from './shop-choice.module.css'

const SHOPS: readonly ShopVariant[] = ['standard', 'cart-in-app-locals', 'objects-with-methods']

/** Which shop runs: the textbook's, or one with a bug that a lesson is about. */
export function ShopChoice() {
  const { t } = useTranslation('shell')
  const words = useProblemWords()
  const inForce = useSnapshot((snapshot) => snapshot.server.shop)
  const [asked, setAsked] = useState<ShopVariant | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function choose(shop: ShopVariant) {
    if (asked !== null) return
    setAsked(shop)
    const result = await send({ type: 'server:shop', shop })
    setAsked(null)
    setProblem(result.ok ? null : result.problem)
  }

  return (
    <fieldset className={styles.shops} aria-busy={asked !== null}>
      <legend>{t('shop.title')}</legend>
      {SHOPS.map((shop) => (
        <label key={shop}>
          <input type="radio" name="shop" value={shop} checked={(asked ?? inForce) === shop} onChange={() => void choose(shop)} />
          <span>
            <b>{t(`shop.${shop}.name`)}</b> {t(`shop.${shop}.why`)}
          </span>
        </label>
      ))}
      {problem ? (
        <p role="alert" className={styles.problem}>
          {words(problem)}
        </p>
      ) : null}
    </fieldset>
  )
}
