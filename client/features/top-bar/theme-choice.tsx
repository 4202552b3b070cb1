import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { chooseTheme, THEMES, themeStore } from '../../state/theme.js'
import { Button } from '../../ui/button.js'

const ICONS = { system: Monitor, light: Sun, dark: Moon }

/** One button that goes round: as the system has it, light, dark. */
export function ThemeChoice() {
  const { t } = useTranslation('shell')
  const theme = useStore(themeStore, (state) => state.theme)
  const Icon = ICONS[theme]
  const label = t('bar.theme.label', { theme: t(`bar.theme.${theme}`) })
  return (
    <Button
      looks
      kind="quiet"
      icon
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system')}
    >
      <Icon size={15} aria-hidden />
    </Button>
  )
}
