import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './boundary.module.css'
import { Button } from './button.js'
import { NewsItem } from './news-item.js'

export interface BoundaryProps {
  /** `part`: one of several, and the others go on; `page`: all there is; `load`: what is fetched when it is needed; `ornament`: says nothing that is not said elsewhere, so it just goes. */
  readonly around: 'part' | 'page' | 'load' | 'ornament'
  /** Before it is tried again. */
  readonly onRetry?: () => void
  readonly children: ReactNode
}

/** Where a component throws, React takes down everything up to here; this says so, and offers another try. */
export class Boundary extends Component<BoundaryProps, { readonly failure: { readonly error: unknown } | null }> {
  override state = { failure: null as { readonly error: unknown } | null }

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } }
  }

  override render() {
    const { around, onRetry, children } = this.props
    if (this.state.failure === null) return children
    if (around === 'ornament') return null
    const again = () => {
      onRetry?.()
      this.setState({ failure: null })
    }
    return <Broken around={around} error={this.state.failure.error} onAgain={again} />
  }
}

function Broken({ around, error, onAgain }: { readonly around: 'part' | 'page' | 'load'; readonly error: unknown; readonly onAgain: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <div className={styles.broken} data-broken={around}>
      <NewsItem
        tone="bad"
        title={t(`broken.${around}.title`)}
        quote={String(error)}
        actions={
          <>
            <Button looks onClick={onAgain}>
              {t('broken.again')}
            </Button>
            <Button looks kind="quiet" onClick={() => location.reload()}>
              {t('reload')}
            </Button>
          </>
        }
      >
        {t(`broken.${around}.text`)}
      </NewsItem>
    </div>
  )
}
