import { createStore } from 'zustand/vanilla'
import { recall, remember } from './remembered.js'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')

/** The reader's choice. `public/theme.js` applied it before the first paint; from here on it is followed live. */
export const themeStore = createStore<{ readonly theme: Theme }>()(() => ({ theme: THEMES.find((theme) => theme === recall(KEY)) ?? 'system' }))

function apply(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && darkSystem.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

darkSystem.addEventListener('change', () => apply(themeStore.getState().theme))

export function chooseTheme(theme: Theme): void {
  themeStore.setState({ theme })
  remember(KEY, theme)
  apply(theme)
}
