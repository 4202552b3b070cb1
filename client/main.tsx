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
import { LazyPart } from './ui/lazy-part.js'

const loadViewer = async () => {
  const [{ Viewer }] = await Promise.all([import('./app/viewer.js'), loadLaterTexts('recording', 'moment')])
  return { default: Viewer }
}

await startLanguage()
// A tab that shows a recording never connects: what is in it and the sandbox have nothing to do with each other (state/recording-tab.ts).
const showsRecording = new URLSearchParams(location.search).has('recording')
if (!showsRecording) connect()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Boundary around="page">{showsRecording ? <LazyPart load={loadViewer} meanwhile={null} /> : <App />}</Boundary>
    </StrictMode>,
  )
  // Nothing has gone wrong yet, so nothing waits for these.
  void loadLaterTexts('problems').catch(() => undefined)
}
