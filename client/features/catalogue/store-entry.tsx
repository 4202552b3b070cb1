import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CatalogueEntry, type PointResult, STORE_POINTS, unknownFacts } from '../../../server/protocol/store-catalogue.js'
import { sendOrNotify } from '../../state/notices.js'
import { useDashboard, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { formatBytes, formatNumber } from '../../ui/format.js'
import styles from './catalogue.module.css'
import { tally } from './catalogue-filter.js'

/** One store: what it is for, its facts, and on demand each point. */
export const StoreEntry = memo(function StoreEntry({ entry }: { readonly entry: CatalogueEntry }) {
  const { t, i18n } = useTranslation('catalogue')
  const language = i18n.language === 'pt-BR' ? 'pt-BR' : 'en'
  const { name, about, version, licence, weight, released, node, drivers, builds, installsOnNode20, onTheList, tried, whyNot } = entry
  const { asked, kept } = tally(entry)
  // All points of all stores at once would be more than can be painted between two readings of the memory.
  const [isOpen, setOpen] = useState(false)
  const unknown = unknownFacts(entry)
  const facts = [
    version === null ? null : tried === 'no' ? t('lookedAt', { version }) : `${t('version')} ${version}`,
    released === null
      ? null
      : `${t('released')} ${new Date(released.date).toLocaleDateString(i18n.language, { timeZone: 'UTC' })} (${t(`releasedBy.${released.by}`)})`,
    licence === null ? null : `${t('licence')} ${licence === 'none' ? t('noLicence') : licence}`,
    weight === null ? null : t('weightIs', { megabytes: formatNumber(i18n.language, weight.megabytes, 1), packages: weight.packages }),
    node === null ? null : node === 'none' ? `${t('node')}: ${t('noNode')}` : `${t('node')} ${node}`,
    drivers.length === 0 ? null : `${t('with')} ${drivers.join(', ')}`,
    builds.length === 0 ? null : `${t('builds')}: ${builds.join(', ')}`,
    t(onTheList ? 'onTheList' : 'notOnTheList'),
    installsOnNode20 === false ? t('notOnNode20') : null,
    unknown.length === 0 ? null : t('notKnown.facts', { facts: unknown.map((fact) => t(`notKnown.${fact}`)).join(', ') }),
  ]
  return (
    <li className={styles.entry} data-store={name}>
      <div className={styles.head}>
        <h3 translate="no">{name}</h3>
        <span className={styles.database}>{entry.database ?? t(`families.${entry.family}`)}</span>
        <RunsHere kind={entry.runsHere} />
      </div>
      <p>{about[language]}</p>
      <p className={styles.facts}>{facts.filter((fact) => fact !== null).join(' · ')}</p>
      {whyNot === undefined ? (
        <details className={styles.points} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            <b className={kept === asked ? styles.sound : undefined}>{kept === asked ? t('allKept', { asked }) : t('promises', { kept, asked })}</b>{' '}
            <span>{t('details')}</span>
          </summary>
          {tried === 'stand-in' || tried === 'fake-client' ? <p>{t(`triedWith.${tried}`)}</p> : null}
          {isOpen ? <Points contract={entry.contract} here={entry.here} /> : null}
        </details>
      ) : (
        <p className={styles.facts}>{t('notTriedBecause', { why: t(`notTried.${whyNot}`) })}</p>
      )}
    </li>
  )
})

function Points({ contract, here }: { readonly contract: CatalogueEntry['contract']; readonly here: CatalogueEntry['here'] }) {
  const { t } = useTranslation('catalogue')
  const words = (result: PointResult) =>
    typeof result === 'string' ? t(result === 'kept' ? 'keptMark' : 'notAskedMark') : result.map((seen) => t(`seen.${seen}`)).join('; ')
  return (
    <ul>
      {STORE_POINTS.map((point) => {
        const result = contract[point] ?? 'not-asked'
        const prevented = here?.[point]
        return (
          <li key={point} data-result={typeof result === 'string' ? result : 'broken'}>
            <span>{t(`points.${point}`)}</span> <b>{words(result)}</b>
            {prevented === undefined ? null : <span className={styles.facts}> {t('here', { result: words(prevented) })}</span>}
          </li>
        )
      })}
    </ul>
  )
}

/** For a store of the switch: is it in use, and else what leads to it. */
function RunsHere({ kind }: { readonly kind: string | null }) {
  const { t, i18n } = useTranslation('catalogue')
  const store = useSnapshot((snapshot) => snapshot.store.available.find((each) => each.kind === kind))
  const isActive = useSnapshot((snapshot) => snapshot.store.active === kind)
  const busy = useSnapshot((snapshot) => snapshot.store.switching !== null)
  const installing = useSnapshot((snapshot) => snapshot.packages.installing)
  const carryOver = useDashboard((state) => state.carryOver)
  if (store === undefined) return null
  const { unavailable } = store
  const set = unavailable?.code === 'package-missing' ? unavailable.params.set : undefined
  return (
    <span className={styles.here}>
      <Dot hue={store.hue} /> {t('runsHere')}
      {isActive ? (
        <b>{t('inUse')}</b>
      ) : set !== undefined ? (
        <Button disabled={installing !== null} onClick={() => void sendOrNotify({ type: 'packages:install', set: String(set) })}>
          {installing?.set === set ? t('installing') : t('install', { size: formatBytes(i18n.language, Number(unavailable?.params.bytes)) })}
        </Button>
      ) : (
        <Button disabled={busy} onClick={() => void sendOrNotify({ type: 'store:switch', to: store.kind, carryOver })}>
          {t('switchTo')}
        </Button>
      )}
    </span>
  )
}
