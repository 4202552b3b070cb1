import { createStore } from 'zustand/vanilla'
import { recall, remember } from './remembered.js'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')
/** The system's own few colours, which no choice on the page overrules: then the theme is the one that goes with them. */
const forcedColours = matchMedia('(forced-colors: active)')

/** The reader's choice. `public/theme.js` applied it before the first paint; from here on it is followed live. */
export const themeStore = createStore<{ readonly theme: Theme }>()(() => ({ theme: THEMES.find((theme) => theme === recall(KEY)) ?? 'system' }))

function apply(theme: Theme): void {
  const isSystems = theme === 'system' || forcedColours.matches
  const dark = isSystems ? darkSystem.matches : theme === 'dark'
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

for (const query of [darkSystem, forcedColours]) query.addEventListener('change', () => apply(themeStore.getState().theme))

export function chooseTheme(theme: Theme): void {
  themeStore.setState({ theme })
  remember(KEY, theme)
  apply(theme)
}
