import { useTranslation } from 'react-i18next'
import type { Language } from '../../server/protocol/language.js'
import { useSnapshot } from '../state/use-dashboard.js'

/** What a shop says of itself, in the reader's language, by its name; one that the sandbox does not have (any more) goes by its name alone. */
export function useShopWords(): (name: string) => { readonly title: string; readonly about: string } {
  const { i18n } = useTranslation()
  const shops = useSnapshot((snapshot) => snapshot.launch.shops)
  return (name) => {
    const shop = shops.find((known) => known.name === name)
    const language = i18n.language as Language
    return { title: shop?.title[language] ?? name, about: shop?.about[language] ?? '' }
  }
}
