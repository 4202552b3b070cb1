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

/** What a variant tells whoever reads its code. It comes with the code, since nobody else needs it. */
export interface ShopExplanation {
  /** What to do in the shop, and where in the panes it then shows. */
  readonly see: Localized
  readonly why: Localized
  /** What to write instead, or what to look out for where nothing is wrong. */
  readonly instead: Localized
}
