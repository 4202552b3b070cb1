import { useTranslation } from 'react-i18next'
import type { Language } from '../../../server/protocol/language.js'
import type { ShopExplanation } from '../../../server/protocol/shops.js'
import styles from './variant-explained.module.css'

const PARTS = ['see', 'why', 'instead'] as const

/** What a variant of the shop tells whoever reads its code: what to do and where to look, why it is so, what to write instead. */
export function VariantExplained({ explained }: { readonly explained: ShopExplanation }) {
  const { t, i18n } = useTranslation('code')
  return (
    <dl className={styles.explained} data-control="shop-explained">
      {PARTS.map((part) => (
        <div key={part}>
          <dt>{t(`variant.${part}`)}</dt>
          <dd>{explained[part][i18n.language as Language]}</dd>
        </div>
      ))}
    </dl>
  )
}
