import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '../ui/tokens.css'
import '../ui/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Viewer } from '../app/viewer.js'
import { startLanguage } from '../i18n/language.js'
import { loadLaterTexts } from '../i18n/later.js'
import { Boundary } from '../ui/boundary.js'

/** The page that shows recordings, on any web host or as a file: the same client, and nothing that it could connect to. */
async function start() {
  await startLanguage()
  await loadLaterTexts('recording', 'moment')
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <Boundary around="page">
        <Viewer />
      </Boundary>
    </StrictMode>,
  )
  void loadLaterTexts('problems').catch(() => undefined)
}

void start()
