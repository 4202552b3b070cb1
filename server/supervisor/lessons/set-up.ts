/** What a lesson's set-up amounts to: commands, as a person could give them. */
import type { LessonDefinition } from '../../curriculum/lesson-schema.js'
import type { Command } from '../../protocol/commands.js'
import type { Snapshot } from '../../protocol/state.js'
import { initialOptions } from '../state/initial-state.js'

/** The commands that bring the sandbox, as it is, to where a lesson begins. */
export function setUpCommands({ setup }: LessonDefinition, now: Pick<Snapshot, 'store' | 'server' | 'browsers' | 'crowd'>): readonly Command[] {
  const { name: _name, ...options } = initialOptions(now.server.options.name)
  const commands: Command[] = []
  if (now.crowd.running) commands.push({ type: 'crowd:cancel' })
  const limitMb = Math.round(now.server.heapLimitBytes / (1024 * 1024))
  // A heap limit begins with a process: first of all, so that the rest is set up in the new one.
  if (limitMb !== setup.heapLimitMb) commands.push({ type: 'server:restart', heapLimitMb: setup.heapLimitMb })
  if (now.store.active !== setup.store) commands.push({ type: 'store:switch', to: setup.store, carryOver: false })
  commands.push({ type: 'server:configure', options: { ...options, ...setup.options } })
  if (now.server.shop !== setup.shop) commands.push({ type: 'server:shop', shop: setup.shop })
  commands.push({ type: 'store:clear' })
  for (const { id } of now.browsers) if (isVirtual(id)) commands.push({ type: 'browser:remove', browser: id })
  for (const name of setup.browsers) commands.push({ type: 'browser:create', name })
  return commands
}

function isVirtual(id: Snapshot['browsers'][number]['id']): id is Exclude<typeof id, 'you'> {
  return id !== 'you'
}
