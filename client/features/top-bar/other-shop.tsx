import { TriangleAlert, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onlyInstance } from '../../../server/protocol/instance-state.js'
import { useShopWords } from '../../i18n/shop-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './other-shop.module.css'

/** Said in the bar while another shop than the textbook's runs, with the way back. */
export function OtherShop() {
  const { t } = useTranslation('shell')
  const shop = useInstance(({ shop }) => shop)
  const { title, about } = useShopWords()(shop)
  const canChange = useSnapshot((snapshot) => onlyInstance(snapshot).phase === 'running' && snapshot.lesson?.settingUp !== true)
  const [pending, setPending] = useState(false)
  if (shop === 'standard') return null

  async function goBack() {
    setPending(true)
    await sendOrNotify({ type: 'server:shop', shop: 'standard' })
    setPending(false)
  }

  return (
    <span className={styles.shop} data-other-shop title={`${t('shop.other', { shop: title })}: ${about}`} role="status">
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
