import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { ResourceKind } from '../../../server/protocol/resources.js'
import { useProblemWords, useWhyWords } from '../../i18n/problem-words.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { showWhy, whyPage } from '../../state/why-page.js'
import { CopyButton } from '../../ui/copy-button.js'
import { formatBytes } from '../../ui/format.js'
import { RealOne } from './real-one.js'
import { DATABASES, type DatabaseKind, type DatabaseView, isDatabase, viewOf } from './resource-facts.js'
import styles from './why-view.module.css'

/** Which source of a resource serves, why the others do not, its address, and how to get a real one: the same for every resource. */
export default function WhyView() {
  const { t } = useTranslation('why')
  const resource = useStore(whyPage, (state) => state.resource) ?? 'mongodb'
  const stores = useSnapshot((snapshot) => snapshot.store.available)
  const needed = new Set(stores.map((store) => store.resource))
  const offered = (['heap', 'folder', ...(Object.keys(DATABASES) as readonly DatabaseKind[])] as const).filter((kind) => needed.has(kind) || kind === resource)
  const label = (kind: ResourceKind) => (isDatabase(kind) ? DATABASES[kind].label : t(`places.${kind === 'heap' ? 'heap' : 'folder'}.name`))
  return (
    <>
      <nav className={styles.kinds} aria-label={t('kinds')}>
        {offered.map((kind) => (
          <button key={kind} type="button" data-looks="" aria-pressed={kind === resource} onClick={() => showWhy(kind)}>
            {label(kind)}
          </button>
        ))}
      </nav>
      <div className={styles.sections} data-why={resource}>
        {isDatabase(resource) ? <Database key={resource} kind={resource} /> : resource === 'heap' ? <p>{t('places.heap.serves')}</p> : <Folder />}
      </div>
    </>
  )
}

function Database({ kind }: { readonly kind: DatabaseKind }) {
  const mongo = useSnapshot((snapshot) => snapshot.mongo)
  const resources = useSnapshot((snapshot) => snapshot.resources)
  const view = viewOf({ mongo, resources }, kind)
  return (
    <>
      <Serves view={view} />
      <Attempts view={view} />
      <Address view={view} />
      <RealOne view={view} />
    </>
  )
}

/** Which one serves, in one sentence, and how it is. */
function Serves({ view: { label, variable, phase, source, why, version, toAsk } }: { readonly view: DatabaseView }) {
  const { t } = useTranslation('why')
  const words = useWhyWords()
  const which = `${label} ${version ?? ''}`.trim()
  return (
    <section>
      <p>{source === null ? t(`phases.${phase === 'up' ? 'down' : phase}`, { label }) : t(`serves.${source}`, { which, label, variable })}</p>
      {toAsk === null ? null : (
        <p className={styles.note}>{toAsk.collections.length === 0 ? t('toBeAsked') : t('toBeAskedIn', { collections: toAsk.collections.join(', ') })}</p>
      )}
      {/* That there is none is said already, and why stands below. */}
      {why === null || why.code === 'served-none' ? null : <p className={styles.reason}>{words(why)}</p>}
    </section>
  )
}

function Attempts({ view: { attempts, variable } }: { readonly view: DatabaseView }) {
  const { t } = useTranslation('why')
  const words = useWhyWords()
  if (attempts.length === 0) return null
  return (
    <section>
      <h3>{t('tried')}</h3>
      <ol className={styles.attempts}>
        {attempts.map(({ source, outcome, why }) => (
          <li key={source} data-outcome={outcome}>
            <b>{t(`sources.${source}`, { variable })}</b>
            <span className={styles.outcome}>{t(`outcome.${outcome}`)}</span>
            <p title={why.message}>{words(why)}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Address({ view: { kind, label, address, rssBytes } }: { readonly view: DatabaseView }) {
  const { t, i18n } = useTranslation('why')
  const { t: shell } = useTranslation('shell')
  const { database, collection } = useSnapshot((snapshot) => snapshot.mongo)
  if (address === null) return null
  return (
    <section>
      <h3>{t('address')}</h3>
      <div className={styles.copyable}>
        <code>{address}</code>
        <CopyButton text={address} label={shell('copy')} copiedLabel={shell('copied')} />
      </div>
      <p className={styles.note}>
        {kind === 'mongodb' ? t('inMongodb', { database, collection }) : t('inOthers')} {address.includes('***') ? t('masked') : null}
      </p>
      {rssBytes === null ? null : <p className={styles.note}>{t('memory', { label, bytes: formatBytes(i18n.language, rssBytes) })}</p>}
    </section>
  )
}

/** Files: the folder, or why there is none. */
function Folder() {
  const { t } = useTranslation('why')
  const words = useProblemWords()
  const dataFolder = useSnapshot((snapshot) => snapshot.launch.dataFolder)
  const problem = useSnapshot((snapshot) =>
    snapshot.store.available.find(({ resource, unavailable }) => resource === 'folder' && unavailable?.code === 'store-unreachable'),
  )
  return (
    <section>
      {problem?.unavailable ? (
        <p className={styles.reason}>{words(problem.unavailable)}</p>
      ) : (
        <>
          <p>{t('places.folder.serves')}</p>
          <div className={styles.copyable}>
            <code>{dataFolder}</code>
          </div>
        </>
      )}
      <p className={styles.note}>{t('places.folder.else')}</p>
    </section>
  )
}
