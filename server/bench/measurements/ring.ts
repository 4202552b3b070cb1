/** As the switch between memory and MongoDB is measured, in a ring through all stores that this machine can run. */
import type { Measurement } from '../measurement.js'
import { startAllStores } from '../stores.js'
import { measureNaiveSwitches, measureSwitches, SHOPPERS } from '../switches.js'

export const ring: Measurement = {
  name: 'ring',
  title: `Switching in a ring through all stores under ${SHOPPERS} users`,
  isLong: true,
  async run(bench) {
    const stores = await startAllStores(bench)
    const switches = stores.length * (bench.quick ? 1 : 5)
    const route = `${stores.length} stores`
    return [...(await measureSwitches(stores, route, switches, bench)), await measureNaiveSwitches(stores, route, switches, bench)]
  },
}
