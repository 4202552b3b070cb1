import type { PackageSetState } from '../../server/protocol/packages.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { StoreDescription } from '../../server/protocol/stores.js'
import { useProblemWords } from '../i18n/problem-words.js'
import { sendOrNotify } from './notices.js'
import { useSnapshot } from './use-dashboard.js'

/** A set of packages that can be installed on demand, and what is being done about it: what an offer to install it shows. */
export function useInstallOffer({ id, packages, bytes }: PackageSetState) {
  const installing = useSnapshot((snapshot) => snapshot.packages.installing)
  const last = useSnapshot((snapshot) => snapshot.packages.last)
  const words = useProblemWords()
  const problem = last?.set === id ? last.problem : null
  return {
    set: id,
    packages,
    bytes,
    installing: installing?.set === id ? installing : null,
    // One at a time.
    disabled: installing !== null && installing.set !== id,
    failure: problem === null ? null : words(problem),
    onInstall: () => void sendOrNotify({ type: 'packages:install', set: id, scripts: false }),
    onCancel: () => void sendOrNotify({ type: 'packages:cancel' }),
  }
}

/** What has to be installed before a store can be used: its own packages, or what would stand in for its database where there is none. */
export function missingSets(
  { packages, resources }: Pick<Snapshot, 'packages' | 'resources'>,
  { unavailable, resource }: StoreDescription,
): readonly PackageSetState[] {
  if (unavailable === null) return []
  if (unavailable.code === 'package-missing') return packages.sets.filter(({ id }) => id === unavailable.params.set)
  const served = Object.entries(resources).find(([kind]) => kind === resource)?.[1]
  const names = (served?.attempts ?? []).flatMap(({ code, params }) => (code === 'served-package-missing' && params ? [params.package] : []))
  return packages.sets.filter((set) => set.installed === null && names.some((name) => name !== undefined && name in set.packages))
}
