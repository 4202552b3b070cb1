import { useId, useState } from 'react'
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
  const id = useId()
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
    <div className={styles.shops}>
      <label htmlFor={id}>
        {t('shop.title')} <span>{t('shop.atOnce')}</span>
      </label>
      <select id={id} value={shown} aria-busy={isPending} onChange={({ target }) => choose(target.value)}>
        {shops.map(({ name }) => (
          <option key={name} value={name}>
            {shopWords(name).title}
          </option>
        ))}
      </select>
      <p className={styles.about}>{shopWords(shown).about}</p>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {words(problem)}
        </p>
      ) : null}
    </div>
  )
}
