import { useTranslation } from 'react-i18next'
import { Button } from './button.js'
import { formatBytes } from './format.js'
import styles from './install-offer.module.css'
import { Progress } from './progress.js'

export interface InstallOfferProps {
  /** Id of the set of packages. */
  readonly set: string
  /** By name, the exact version. */
  readonly packages: Readonly<Record<string, string>>
  /** What it takes on the disk; about. */
  readonly bytes: number
  /** null: it is not under way. */
  readonly installing: {
    readonly phase: 'looking-up' | 'fetching' | 'placing'
    readonly packages: number
    readonly totalPackages: number | null
    readonly bytes: number
  } | null
  readonly disabled: boolean
  /** Why it failed, in the reader's words; null: it did not. */
  readonly failure: string | null
  readonly onInstall: () => void
  readonly onCancel: () => void
}

/** Packages that are fetched when somebody asks: how large they are, the same as a command, how far it is, why it failed. */
export function InstallOffer({ set, packages, bytes, installing, disabled, failure, onInstall, onCancel }: InstallOfferProps) {
  const { t, i18n } = useTranslation('shell')
  const size = (value: number) => formatBytes(i18n.language, value)
  const command = `npm install ${Object.entries(packages)
    .map(([name, version]) => `${name}@${version}`)
    .join(' ')}`
  if (installing !== null) {
    const { phase, totalPackages } = installing
    return (
      <div className={styles.offer} data-installs={set}>
        <Progress value={totalPackages === null ? null : installing.packages / totalPackages} label={t('install.progress', { set })} />
        <span className="num">{t(`install.phases.${phase}`, { packages: installing.packages, total: totalPackages ?? 0, size: size(installing.bytes) })}</span>
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.offer} data-installs={set}>
      <Button disabled={disabled} onClick={onInstall}>
        {t('install.install', { size: size(bytes) })}
      </Button>
      <code translate="no">{command}</code>
      <p role="status" className={styles.failure}>
        {failure}
      </p>
    </div>
  )
}
