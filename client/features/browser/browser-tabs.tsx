import { Plus, X } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isVirtual, useBrowserName } from '../../state/browser-names.js'
import { LIMITS } from '../../state/limits.js'
import { sendOrNotify } from '../../state/notices.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { LazyPart } from '../../ui/lazy-part.js'
import styles from './browser-tabs.module.css'

const loadForm = async () => ({ default: (await import('./new-browser-form.js')).NewBrowserForm })

/** Of a name, where many tabs share the room. */
const LEAST_LETTERS = 8

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

  // The tabs scroll when there are many; the one that is shown is in sight, also when they get less room or another one comes. The observer tells after
  // the page was laid out: to ask before would have that done at once.
  const count = browsers.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` stands for the tabs before the one that is shown.
  useEffect(() => {
    const tab = list.current?.querySelector(`[data-browser="${CSS.escape(selected)}"]`)?.parentElement
    if (!tab || !list.current) return
    const observer = new ResizeObserver(() => {
      if (!list.current) return
      const [its, room] = [tab.getBoundingClientRect(), list.current.getBoundingClientRect()]
      list.current.scrollLeft += Math.min(0, its.left - room.left) + Math.max(0, its.right - room.right)
    })
    observer.observe(list.current)
    observer.observe(tab)
    return () => observer.disconnect()
  }, [selected, count])

  function go(index: number) {
    const target = browsers.at(index % browsers.length)
    if (!target) return
    onSelect(target.id)
    list.current?.querySelector<HTMLElement>(`[data-browser="${target.id}"]`)?.focus()
  }

  function remove(browser: BrowserState) {
    const { id } = browser
    if (!isVirtual(id)) return
    if (id === selected) onSelect(null)
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
            <span
              key={browser.id}
              role="presentation"
              className={styles.tab}
              style={{ '--letters': Math.min(nameOf(browser).length, LEAST_LETTERS) } as CSSProperties}
            >
              <button
                id={`tab-${browser.id}`}
                data-browser={browser.id}
                type="button"
                data-looks=""
                role="tab"
                aria-selected={browser.id === selected}
                aria-controls="browser-panel"
                aria-keyshortcuts={isVirtual(browser.id) ? 'Delete' : undefined}
                tabIndex={browser.id === selected ? 0 : -1}
                title={isVirtual(browser.id) ? t('tabs.withKey', { name: nameOf(browser) }) : nameOf(browser)}
                onClick={() => onSelect(browser.id)}
              >
                <Dot hue={browser.hue} />
                <span className={styles.name}>{nameOf(browser)}</span>
              </button>
              {isVirtual(browser.id) ? (
                // Only for the pointer: a list of tabs may hold nothing but tabs, and Delete closes one as well.
                <button
                  type="button"
                  className={styles.close}
                  aria-hidden
                  tabIndex={-1}
                  title={t('tabs.remove', { name: browser.name })}
                  onClick={() => remove(browser)}
                >
                  <X size={13} />
                </button>
              ) : null}
            </span>
          ))}
        </div>
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
          load={loadForm}
          meanwhile={null}
          props={{
            taken: browsers.map((browser) => browser.name),
            onClose: () => setAdding(false),
            onCreated: (id: BrowserState['id']) => {
              setAdding(false)
              onSelect(id)
            },
          }}
        />
      ) : null}
    </div>
  )
}
