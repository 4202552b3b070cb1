/** Order matters: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari. */
const PRODUCTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

/** The product that a User-Agent names, as people call it; empty where none is known. */
export function productOf(userAgent: string): string {
  return PRODUCTS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? ''
}
