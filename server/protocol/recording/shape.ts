/** How a type of the protocol is written down, so that what comes from elsewhere can be held against it, and walked through. */
export type Shape =
  /** `json`: anything that JSON can say */
  | 'string'
  | 'number'
  | 'boolean'
  | 'json'
  | { readonly literals: readonly (string | number | boolean | null)[] }
  /** A text that begins so. */
  | { readonly prefix: string }
  /** @param least elements that there are at least; 0 where it is left out */
  | { readonly array: Shape; readonly least?: number }
  /** Any keys, each with one of these. */
  | { readonly map: Shape }
  /** A key that ends with `?` may be left out. */
  | { readonly object: Readonly<Record<string, Shape>> }
  | { readonly union: readonly Shape[] }
  /** A union of objects that are told apart by the literal at one key. */
  | { readonly by: string; readonly cases: Readonly<Record<string, Shape>> }
  /** One of {@link Shapes}. */
  | { readonly ref: string }

/** The types by name. */
export type Shapes = Readonly<Record<string, Shape>>
