import { arch, platform } from 'node:process'
import type { Versions } from '../../protocol/command-results.js'
import { isServed } from '../../protocol/served-kinds.js'
import type { Snapshot } from '../../protocol/state.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { versionOfPackage } from '../../stores/packages.js'
import { findAdapter } from '../../stores/registry.js'
import type { Handlers } from './context.js'

export const versionCommands: Handlers<'versions:read'> = {
  'versions:read': async (_command, { log: { state } }) => {
    const { npm } = findAdapter(state.store.active)
    const ofStore = npm === null ? [] : [npm.name, ...npm.alsoNeeds.map(({ name }) => name)]
    return {
      sessionscope: state.launch.version,
      node: process.versions.node,
      system: `${platform} ${arch}`,
      packages: ['express', 'express-session', ...ofStore].map((name) => ({ name, version: versionOfPackage(name) })),
      database: databaseOf(state),
    }
  },
}

function databaseOf({ store: { active }, mongo, resources }: Snapshot): Versions['database'] {
  const { resource } = findAdapter(active)
  if (resource === 'mongodb') return { name: 'MongoDB', version: mongo.version, source: mongo.source }
  if (!isServed(resource)) return null
  const { version, source } = resources[resource]
  return { name: SERVED_FACTS[resource].label, version, source }
}
