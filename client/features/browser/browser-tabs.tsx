import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isVirtual, useBrowserName } from '../../state/browser-names.js'
import { LIMITS } from '../../state/limits.js'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './browser-tabs.module.css'

const loadNewBrowserForm = async () => ({ default: (await import('./new-browser-form.js')).NewBrowserForm })

export interface BrowserTabsProps {
  readonly browsers: readonly BrowserState[]
  readonly selected: BrowserState['id']
  /** null: the one that shows this page. */
  readonly onSelect: (id: BrowserState['id'] | null) => void
}

/** One tab a browser. Arrow keys, Home and End move as in every list of tabs (WAI-ARIA, Tabs pattern); Delete closes one. */
export function BrowserTabs({ browsers, selected, onSelect }: BrowserTabsProps) {
  const { t } = useTranslation('browser')
  const [adding, setAdding] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const current = browsers.find((browser) => browser.id === selected)
  const nameOf = useBrowserName()
  const full = browsers.filter(({ real }) => real === null).length >= LIMITS.virtualBrowsers

  function go(index: number) {
    const target = browsers.at(index % browsers.length)
    if (!target) return
    onSelect(target.id)
    list.current?.querySelector<HTMLElement>(`[data-browser="${target.id}"]`)?.focus()
  }

  function remove(browser: BrowserState) {
    const { id } = browser
    if (!isVirtual(id)) return
    onSelect(null)
    void sendOrNotify({ type: 'browser:remove', browser: id })
  }

  function onKeyDown(event: KeyboardEvent) {
    const index = browsers.findIndex((browser) => browser.id === selected)
    if (event.key === 'ArrowRight') go(index + 1)
    else if (event.key === 'ArrowLeft') go(index - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Delete' && current) remove(current)
    else return
    event.preventDefault()
  }

  return (
    <div className={styles.place} data-control="browser-tabs">
      <div className={styles.row}>
        <div ref={list} className={styles.tabs} role="tablist" aria-label={t('tabs.label')} onKeyDown={onKeyDown}>
          {browsers.map((browser) => (
            <button
              key={browser.id}
              id={`tab-${browser.id}`}
              data-browser={browser.id}
              type="button"
              role="tab"
              aria-selected={browser.id === selected}
              aria-controls="browser-panel"
              tabIndex={browser.id === selected ? 0 : -1}
              onClick={() => onSelect(browser.id)}
            >
              <Dot hue={browser.hue} />
              <span className={styles.name} title={nameOf(browser)}>
                {nameOf(browser)}
              </span>
            </button>
          ))}
        </div>
        {current && isVirtual(current.id) ? (
          <Button
            kind="quiet"
            icon
            aria-label={t('tabs.remove', { name: current.name })}
            title={t('tabs.remove', { name: current.name })}
            onClick={() => remove(current)}
          >
            <X size={14} aria-hidden />
          </Button>
        ) : null}
        <Button
          kind="quiet"
          icon
          data-control="new-browser"
          aria-label={t('tabs.new')}
          aria-expanded={adding}
          title={full ? t('tabs.full', { limit: LIMITS.virtualBrowsers }) : t('tabs.new')}
          disabled={full}
          onClick={() => setAdding(!adding)}
        >
          <Plus size={15} aria-hidden />
        </Button>
      </div>
      {adding && !full ? (
        <LazyPart
          load={loadNewBrowserForm}
          meanwhile={null}
          props={{
            taken: browsers.map((browser) => browser.name),
            onClose: () => setAdding(false),
            onCreated: (id) => {
              setAdding(false)
              onSelect(id)
            },
          }}
        />
      ) : null}
    </div>
  )
}
