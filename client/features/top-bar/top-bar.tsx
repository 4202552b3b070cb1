import { Code2, PanelLeftOpen } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import { CodeDialog } from './code-dialog.js'
import { LanguageChoice } from './language-choice.js'
import { RunningShop } from './running-shop.js'
import { ServerControls } from './server-controls.js'
import { SourceButton } from './source-button.js'
import { StoreSwitch } from './store-switch.js'
import { ThemeChoice } from './theme-choice.js'
import styles from './top-bar.module.css'

export interface TopBarProps {
  readonly dockOpen: boolean
  readonly onOpenDock: () => void
  /** What says that something is not as usual. */
  readonly faults: ReactNode
}

/** The bar: which store, which MongoDB, how the lesson server does; the code, the language, the theme. */
export function TopBar({ dockOpen, onOpenDock, faults }: TopBarProps) {
  const { t } = useTranslation('shell')
  const [codeOpen, setCodeOpen] = useState(false)
  return (
    <header className={styles.bar}>
      <div className={styles.first} data-first-row="">
        {dockOpen ? null : (
          <Button
            looks
            kind="quiet"
            icon
            className={styles.dock ?? ''}
            aria-label={t('bar.openDock')}
            title={t('bar.openDock')}
            data-dock-toggle=""
            onClick={onOpenDock}
          >
            <PanelLeftOpen size={16} aria-hidden />
          </Button>
        )}
        <h1 className={styles.brand}>
          <Mark />
          <span>Sessionscope</span>
        </h1>
        <StoreSwitch />
      </div>
      <div className={styles.rest}>
        <SourceButton />
        <span className={styles.grow} />
        {faults}
        <RunningShop />
        <ServerControls />
        <Button looks kind="quiet" onClick={() => setCodeOpen(true)} data-guide="code" data-control="code options">
          <Code2 size={15} aria-hidden />
          {t('bar.code')}
        </Button>
        <span className={styles.separator} />
        <LanguageChoice />
        <ThemeChoice />
      </div>
      <CodeDialog open={codeOpen} onClose={() => setCodeOpen(false)} />
    </header>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M3 12h4l2-4 3 8 2.5-6 1.5 2h5" fill="none" stroke="var(--you)" strokeWidth="1.8" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
