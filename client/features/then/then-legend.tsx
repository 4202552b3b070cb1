import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Moment } from '../../state/dashboard-store.js'
import { useLive } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { type Change, changesBetween } from './changes.js'
import styles from './then-bar.module.css'

/** Which two states the marks are between, and what of it no pane shows. */
export function ThenLegend({ moment }: { readonly moment: Moment }) {
  const { t } = useTranslation('moment')
  const now = useLive((snapshot) => (moment.from === null ? snapshot : null))
  const changes = useMemo(() => {
    const [from, to] = moment.from === null ? [moment.snapshot, now ?? moment.snapshot] : [moment.from, moment.snapshot]
    return changesBetween(from, to)
  }, [moment, now])
  const which = moment.compared === 'request' && moment.request === null ? 'event' : moment.compared
  return (
    <span>
      {t(`marks.${which}`)}{' '}
      {changes.map((change) => (
        <Fragment key={`${change.kind} ${'name' in change ? change.name : 'server' in change ? change.server : ''}`}>
          {' '}
          <ins className={styles.change}>
            <Words change={change} />
          </ins>
        </Fragment>
      ))}
    </span>
  )
}

function Words({ change }: { readonly change: Change }) {
  const { t, i18n } = useTranslation(['moment', 'shell'])
  const server = (id: string) => t('shell:bar.server.named', { name: id.toUpperCase() })
  switch (change.kind) {
    case 'option':
      return (
        <code>
          {change.name}: {change.from} → {change.to}
        </code>
      )
    case 'store':
      return <>{t('moment:change.store', { from: change.from, to: change.to })}</>
    case 'sessions':
      return (
        <span className="num">
          {t('moment:change.sessions', {
            count: Math.abs(change.by),
            number: `${change.by < 0 ? '−' : '+'}${formatNumber(i18n.language, Math.abs(change.by))}`,
          })}
        </span>
      )
    case 'server':
    case 'noServer':
      return <>{t(`moment:change.${change.kind}`, { server: server(change.server) })}</>
    case 'boot':
      return <>{t('moment:change.boot', { server: server(change.server), boot: change.boot })}</>
    case 'phase':
      return <>{t('moment:change.phase', { server: server(change.server), phase: t(`shell:bar.server.${change.phase as 'running'}`) })}</>
    case 'fault':
    case 'asUsual':
      return <>{t(`moment:change.${change.kind}`, { fault: change.name })}</>
  }
}
