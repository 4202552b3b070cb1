/** The shops that can run. Which there are is known where they lie (server/lesson-server/shop/variants.ts); here is how they are told of. */
import type { Localized } from './language.js'

/** A shop as it describes itself. */
export interface ShopDescription {
  /** `standard`: the textbook's. Any other: a variant, with the name of its file. */
  readonly name: string
  /** A few words in lower case, as in a list of choices. */
  readonly title: Localized
  /** What it does otherwise than the textbook's, in a sentence. */
  readonly about: Localized
}
