import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { STORES_VIEWS, showStores, storesPage } from '../../state/stores-page.js'
import { AllStores } from './all-stores.js'
import styles from './catalogue.module.css'
import { CompareStores } from './compare-stores.js'
import { WhichOne } from './which-one-form.js'

/** What is shown of stores: all of them, which one fits, or what the same crowd does on each. */
export default function StoresView() {
  const { t } = useTranslation('stores')
  const view = useStore(storesPage, (state) => state.view) ?? 'all'
  const tabs = useRef<HTMLDivElement>(null)

  function step(by: number) {
    const next = STORES_VIEWS[(STORES_VIEWS.indexOf(view) + by + STORES_VIEWS.length) % STORES_VIEWS.length]
    if (next === undefined) return
    showStores(next)
    tabs.current?.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus()
  }

  return (
    <>
      <div
        ref={tabs}
        role="tablist"
        aria-label={t('views.label')}
        className={styles.views}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') step(1)
          else if (event.key === 'ArrowLeft') step(-1)
        }}
        tabIndex={-1}
      >
        {STORES_VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            data-looks=""
            role="tab"
            id={`stores-${each}`}
            data-view={each}
            aria-selected={each === view}
            aria-controls="stores-view"
            tabIndex={each === view ? 0 : -1}
            onClick={() => showStores(each)}
          >
            {t(`views.${each}`)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="stores-view" aria-labelledby={`stores-${view}`}>
        {view === 'all' ? <AllStores /> : view === 'which' ? <WhichOne /> : <CompareStores />}
      </div>
    </>
  )
}
