import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './ui/tokens.css'
import './ui/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.js'
import { startLanguage } from './i18n/language.js'
import { loadLaterTexts } from './i18n/later.js'
import { connect } from './state/connection.js'
import { Boundary } from './ui/boundary.js'

await startLanguage()
connect()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Boundary around="page">
        <App />
      </Boundary>
    </StrictMode>,
  )
  // Nothing has gone wrong yet, so nothing waits for these.
  void loadLaterTexts('problems').catch(() => undefined)
}
