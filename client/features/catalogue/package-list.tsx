import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PackageSetState } from '../../../server/protocol/packages.js'
import { useProblemWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatBytes } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import styles from './catalogue.module.css'

const namesOf = ({ packages }: PackageSetState) => Object.entries(packages).map(([name, version]) => `${name}@${version}`)

/** What is installed on demand, or can be: with its size, its progress and what came of it. */
export function PackageList() {
  const { t } = useTranslation('catalogue')
  const words = useProblemWords()
  const sets = useSnapshot((snapshot) => snapshot.packages.sets)
  const last = useSnapshot((snapshot) => snapshot.packages.last)
  const available = useSnapshot((snapshot) => snapshot.store.available)
  // What no store of the switch needs is no offer; what is there can be removed all the same.
  const shown = sets.filter(({ stores, installed }) => installed === 'data-folder' || stores.some((kind) => available.some((store) => store.kind === kind)))
  if (shown.length === 0) return null
  return (
    <section className={styles.packages}>
      <h3>{t('packages.title')}</h3>
      <p className={styles.facts}>{t('packages.lead')}</p>
      <ul>
        {shown.map((set) => (
          <PackageRow key={set.id} set={set} />
        ))}
      </ul>
      <div role="status">
        {last === null ? null : (
          <p className={last.problem === null ? styles.sound : styles.failed}>
            {t(last.problem === null ? 'packages.done' : 'packages.failed', { set: last.set })} {last.problem === null ? null : words(last.problem)}
          </p>
        )}
      </div>
    </section>
  )
}

function PackageRow({ set }: { readonly set: PackageSetState }) {
  const { t, i18n } = useTranslation('catalogue')
  const available = useSnapshot((snapshot) => snapshot.store.available)
  const installing = useSnapshot((snapshot) => snapshot.packages.installing)
  const [scripts, setScripts] = useState(false)
  const names = namesOf(set)
  const size = formatBytes(i18n.language, set.bytes)
  const labels = set.stores.map((kind) => available.find((store) => store.kind === kind)?.label ?? kind)
  return (
    <li className={styles.set} data-set={set.id}>
      <code translate="no">{names.join(' ')}</code>
      <span className={styles.facts}>
        {t('packages.for', { stores: labels.join(', ') })} · {t(set.installed === 'data-folder' ? 'packages.size' : 'packages.about', { size })}
      </span>
      {installing?.set === set.id ? (
        <PackageProgress />
      ) : set.installed === 'project' ? (
        <span className={styles.facts}>{t('packages.project')}</span>
      ) : set.installed === 'data-folder' ? (
        <Button kind="danger" onClick={() => void sendOrNotify({ type: 'packages:remove', set: set.id })}>
          {t('packages.remove')}
        </Button>
      ) : (
        <>
          <Button disabled={installing !== null} onClick={() => void sendOrNotify({ type: 'packages:install', set: set.id, scripts })}>
            {t('packages.install')}
          </Button>
          {set.scripts.length === 0 ? null : (
            <label className={styles.facts}>
              <input type="checkbox" checked={scripts} onChange={(event) => setScripts(event.target.checked)} />{' '}
              {t('packages.scripts', { names: set.scripts.join(', ') })}
            </label>
          )}
          <span className={styles.facts}>
            {t('packages.command')} <code translate="no">npm install {names.join(' ')}</code>
          </span>
        </>
      )}
    </li>
  )
}

function PackageProgress() {
  const { t, i18n } = useTranslation('shell')
  const installing = useSnapshot((snapshot) => snapshot.packages.installing)
  if (installing === null) return null
  const { set, phase, packages, totalPackages, bytes } = installing
  return (
    <div className={styles.progress}>
      <Progress value={totalPackages === null ? null : packages / totalPackages} label={t('install.progress', { set })} />
      <span className="num">{t(`install.phases.${phase}`, { packages, total: totalPackages ?? 0, size: formatBytes(i18n.language, bytes) })}</span>
      <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'packages:cancel' })}>
        {t('cancel')}
      </Button>
    </div>
  )
}
