/** What INFO tells, section by section, under the names that Redis gives to each fact. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { ServerContext } from '../command-types.js'

type Section = Readonly<Record<string, string | number>>

const SECTIONS: Readonly<Record<string, (server: ServerContext) => Section>> = {
  server: ({ startedAt, runId, port }) => ({
    redis_version: EMBEDDED_REDIS.version,
    redis_mode: 'standalone',
    // Whoever wonders what this is.
    sessionscope_embedded: 1,
    os: `${process.platform} ${process.arch}`,
    process_id: process.pid,
    run_id: runId,
    tcp_port: port(),
    uptime_in_seconds: Math.floor((Date.now() - startedAt) / 1000),
    uptime_in_days: Math.floor((Date.now() - startedAt) / 86_400_000),
  }),
  clients: ({ clients }) => ({ connected_clients: clients.size, maxclients: EMBEDDED_REDIS.maxConnections, blocked_clients: 0 }),
  memory: ({ databases, maxMemoryBytes }) => ({
    used_memory: databases.bytes,
    used_memory_rss: process.memoryUsage.rss(),
    used_memory_dataset: databases.bytes,
    maxmemory: maxMemoryBytes,
    maxmemory_policy: 'noeviction',
  }),
  persistence: ({ databases, lastSave }) => ({
    loading: 0,
    rdb_changes_since_last_save: databases.figures.changes,
    rdb_last_save_time: lastSave,
    aof_enabled: databases.isKept ? 1 : 0,
    ...(databases.isKept ? { aof_current_size: databases.journalBytes } : {}),
  }),
  stats: ({ counters, databases }) => ({
    total_connections_received: counters.connections,
    total_commands_processed: counters.commands,
    expired_keys: databases.figures.expired,
    evicted_keys: 0,
    keyspace_hits: counters.hits,
    keyspace_misses: counters.misses,
  }),
  replication: ({ runId }) => ({ role: 'master', connected_slaves: 0, master_replid: runId }),
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return { used_cpu_sys: (system / 1e6).toFixed(6), used_cpu_user: (user / 1e6).toFixed(6) }
  },
  cluster: () => ({ cluster_enabled: 0 }),
  keyspace: ({ databases }) =>
    Object.fromEntries(
      [...databases.all.entries()]
        .filter(([, { size }]) => size > 0)
        .map(([index, { size, expiring, averageTtlMs }]) => [`db${index}`, `keys=${size},expires=${expiring},avg_ttl=${averageTtlMs}`]),
    ),
}

const ALL = new Set(['all', 'everything', 'default'])

/** @param wanted names of sections; none, or `all`: every one */
export function infoText(server: ServerContext, wanted: readonly string[]): string {
  const names = new Set(wanted.map((name) => name.toLowerCase()))
  const isWanted = (section: string) => names.size === 0 || names.has(section) || [...names].some((name) => ALL.has(name))
  return Object.entries(SECTIONS)
    .filter(([section]) => isWanted(section))
    .map(([section, tell]) => {
      const lines = Object.entries(tell(server)).map(([fact, value]) => `${fact}:${value}\r\n`)
      const title = section === 'cpu' ? 'CPU' : `${section.charAt(0).toUpperCase()}${section.slice(1)}`
      return `# ${title}\r\n${lines.join('')}`
    })
    .join('\r\n')
}
