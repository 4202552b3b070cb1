import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PackageSetState } from '../../../server/protocol/packages.js'
import { missingSets, useInstallOffer } from '../../state/installation.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { CopyButton } from '../../ui/copy-button.js'
import { InstallOffer } from '../../ui/install-offer.js'
import { MongodDownload } from './mongod-download.js'
import type { DatabaseView } from './resource-facts.js'
import styles from './why-view.module.css'

/** The ways to a real one: Docker or an address, then another look; and what only MongoDB has, a download. */
export function RealOne({ view: { kind, label, variable, docker, phase, source } }: { readonly view: DatabaseView }) {
  const { t } = useTranslation('why')
  const { t: shell } = useTranslation('shell')
  const [asked, setAsked] = useState(false)
  const looking = asked || phase === 'resolving'

  async function look() {
    setAsked(true)
    await sendOrNotify(kind === 'mongodb' ? { type: 'mongo:resolve' } : { type: 'resource:look', resource: kind })
    setAsked(false)
  }

  return (
    <section>
      <h3>{t('real')}</h3>
      {source !== null && source !== 'embedded' ? <p className={styles.note}>{t('alreadyReal', { label })}</p> : null}
      <StandIn kind={kind} />
      <p className={styles.way}>{t(kind === 'mongodb' ? 'compose' : 'docker')}</p>
      <div className={styles.copyable}>
        <code>{docker}</code>
        <CopyButton text={docker} label={shell('copy')} copiedLabel={shell('copied')} />
      </div>
      <div className={styles.row}>
        <span>{t('thenLook')}</span>
        <Button onClick={() => void look()} disabled={looking}>
          {t(looking ? 'looking' : 'lookAgain')}
        </Button>
      </div>
      <p className={styles.note}>{t('elsewhere', { label, variable })}</p>
      {kind === 'mongodb' ? (
        <>
          <p className={styles.way}>{t('orDownload')}</p>
          <MongodDownload />
        </>
      ) : null}
    </section>
  )
}

/** What could stand in for it, and has to be installed first. */
function StandIn({ kind }: { readonly kind: DatabaseView['kind'] }) {
  const { t } = useTranslation('why')
  const packages = useSnapshot((snapshot) => snapshot.packages)
  const resources = useSnapshot((snapshot) => snapshot.resources)
  const store = useSnapshot((snapshot) =>
    snapshot.store.available.find(({ resource, unavailable }) => resource === kind && unavailable?.code === 'store-unreachable'),
  )
  const missing = store === undefined ? [] : missingSets({ packages, resources }, store)
  if (missing.length === 0) return null
  return (
    <>
      <p className={styles.way}>{t('standIn')}</p>
      {missing.map((set) => (
        <Install key={set.id} set={set} />
      ))}
    </>
  )
}

function Install({ set }: { readonly set: PackageSetState }) {
  return <InstallOffer {...useInstallOffer(set)} />
}
