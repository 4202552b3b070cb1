import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../server/protocol/problem.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { send } from '../../state/connection.js'
import { useAsked } from '../../state/use-asked.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import styles from './shop-choice.module.css'

/** Which shop runs: the textbook's, or one that does something otherwise. */
export function ShopChoice() {
  const { t } = useTranslation('shell')
  const words = useProblemWords()
  const shopWords = useShopWords()
  const shops = useSnapshot((snapshot) => snapshot.launch.shops)
  const inForce = useInstance(({ shop }) => shop)
  const [problem, setProblem] = useState<Problem | null>(null)

  const { shown, isPending, choose } = useAsked(inForce, async (shop) => {
    const result = await send({ type: 'server:shop', shop })
    setProblem(result.ok ? null : result.problem)
    return result
  })

  return (
    <fieldset className={styles.shops} aria-busy={isPending}>
      <legend>
        {t('shop.title')} <span>{t('shop.atOnce')}</span>
      </legend>
      {shops.map(({ name }) => (
        <label key={name}>
          <input type="radio" name="shop" value={name} checked={shown === name} onChange={() => choose(name)} />
          {shopWords(name).title}
        </label>
      ))}
      <p className={styles.about}>{shopWords(shown).about}</p>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {words(problem)}
        </p>
      ) : null}
    </fieldset>
  )
}
