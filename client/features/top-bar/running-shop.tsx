import { TriangleAlert, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onlyInstance } from '../../../server/protocol/instance-state.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { useCurriculum } from '../../state/curriculum.js'
import { sendOrNotify } from '../../state/notices.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './running-shop.module.css'

/** Which shop runs, in the bar: another one than the textbook's, with the way back; the textbook's own only where a lesson is about which. */
export function RunningShop() {
  const { t } = useTranslation('shell')
  const shop = useInstance(({ shop }) => shop)
  const { title, about } = useShopWords()(shop)
  const canChange = useSnapshot((snapshot) => onlyInstance(snapshot).phase === 'running' && snapshot.lesson?.settingUp !== true)
  const [pending, setPending] = useState(false)
  const isAsked = useIsAsked()
  if (shop === 'standard')
    return isAsked ? (
      <span className={styles.standard} data-shop-named title={`${title}: ${about}`} role="status">
        <span className={styles.word}>{t('shop.running')}</span> <b>{title}</b>
      </span>
    ) : null

  async function goBack() {
    setPending(true)
    await sendOrNotify({ type: 'server:shop', shop: 'standard' })
    setPending(false)
  }

  return (
    <span className={styles.shop} data-shop-named title={`${t('shop.other', { shop: title })}: ${about}`} role="status">
      <TriangleAlert size={14} aria-hidden />
      <span className={styles.name}>{title}</span>
      <Button
        kind="quiet"
        icon
        disabled={pending || !canChange}
        aria-label={t('shop.back')}
        title={`${t('shop.back')}. ${t('shop.backWhy')}`}
        onClick={() => void goBack()}
      >
        <Undo2 size={15} aria-hidden />
      </Button>
    </span>
  )
}

/** Does a step of the open lesson put another shop in? */
function useIsAsked(): boolean {
  const { curriculum } = useCurriculum()
  const open = useSnapshot(({ lesson }) => lesson?.lesson ?? null)
  return curriculum?.lessons.find(({ id }) => id === open)?.steps.some(({ solution }) => solution.includes('server:shop')) ?? false
}
