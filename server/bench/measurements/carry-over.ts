/** Switching between memory and MongoDB under load and carrying the sessions over: nothing may fail, be lost or come back. */
import type { Finding } from '../finding.js'
import type { Measurement } from '../measurement.js'
import { MEMORY, startDatabases } from '../stores.js'
import { measureNaiveSwitches, measureSwitches, SHOPPERS } from '../switches.js'

export const carryOver: Measurement = {
  name: 'switch',
  title: `Switching with carry over under ${SHOPPERS} users`,
  async run(bench) {
    const switches = bench.quick ? 20 : 200
    const findings: Finding[] = []
    for (const database of await startDatabases()) {
      const [stores, route] = [[MEMORY, database], `memory ↔ ${database.label}`]
      findings.push(...(await measureSwitches(stores, route, switches, bench)), await measureNaiveSwitches(stores, route, switches, bench))
    }
    return findings
  },
}
