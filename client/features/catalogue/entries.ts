import stores from '../../../catalogue/stores.json'
import type { CatalogueEntry } from '../../../server/protocol/store-catalogue.js'

/** The catalogue, as the tests of the server hold it to be. */
export const entries = stores as unknown as readonly CatalogueEntry[]
