/**
 * The shape that a translation of `T` must have: the same keys, and for each plural (`…_other`) also the
 * form `…_many`, which Portuguese has ("1 milhão de sessions") and English has not.
 */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translation<T[K]>
} & {
  readonly [K in keyof T as K extends `${infer Base}_other` ? `${Base}_many` : never]: string
}
