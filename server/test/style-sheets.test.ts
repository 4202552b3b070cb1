/** What components and their style sheets say of each other, and that marks leave text its contrast. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

const client = join(projectRoot, 'client')
const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).map((path) => join(client, path))
const sheets = files.filter((path) => path.endsWith('.module.css'))
const components = files.filter((path) => path.endsWith('.tsx') && !path.endsWith('.test.tsx'))

/** The classes that a sheet speaks of; what is global comes from elsewhere. */
function classesOf(sheet: string): ReadonlySet<string> {
  const css = readFileSync(sheet, 'utf8').replace(/\/\*.*?\*\/|"[^"]*"|:global\([^)]*\)/gs, '')
  return new Set([...css.matchAll(/\.([a-zA-Z_][\w-]*)/g)].flatMap(([, name]) => (name === undefined ? [] : [name])))
}

interface Use {
  readonly sheet: string
  readonly by: string
  readonly names: readonly string[]
  /** One that is known only when the page runs: it may be any. */
  readonly isAny: boolean
}
const uses: readonly Use[] = components.flatMap((path) => {
  const code = readFileSync(path, 'utf8')
  const body = code.replace(/^import .*$/gm, '')
  return [...code.matchAll(/^import (\w+) from '([^']+\.module\.css)'$/gm)].map(([, styles, from]) => ({
    sheet: join(dirname(path), from ?? ''),
    by: relative(client, path),
    names: [...body.matchAll(new RegExp(`\\b${styles}\\.(\\w+)`, 'g'))].flatMap(([, name]) => (name === undefined ? [] : [name])),
    isAny: body.includes(`${styles}[`),
  }))
})

test('a component names no style that its sheet does not have', () => {
  expect(uses.length).toBeGreaterThan(50)
  const missing = uses.flatMap(({ sheet, by, names }) => {
    const there = classesOf(sheet)
    return names.filter((name) => !there.has(name)).map((name) => `${by}: ${name}`)
  })
  expect(missing).toEqual([])
})

test('a sheet has no style that nobody names', () => {
  const unused = sheets.flatMap((sheet) => {
    const its = uses.filter((use) => use.sheet === sheet)
    if (its.some(({ isAny }) => isAny)) return []
    const named = new Set(its.flatMap(({ names }) => names))
    return [...classesOf(sheet)].filter((name) => !named.has(name)).map((name) => `${relative(client, sheet)}: ${name}`)
  })
  expect(unused).toEqual([])
})

/** What stands before each block of a sheet, outside of `@media` and the like. */
function selectorsOf(css: string): readonly string[] {
  let depth = 0
  const pieces = css.replace(/\/\*.*?\*\//gs, '').split(/(?<=[{}])/)
  return pieces.flatMap((piece) => {
    const opens = piece.endsWith('{')
    const isOutermost = opens && depth === 0
    depth += opens ? 1 : piece.endsWith('}') ? -1 : 0
    return isOutermost && !piece.trim().startsWith('@') ? [piece.slice(0, -1).trim().replace(/\s+/g, ' ')] : []
  })
}

test('a sheet says what a selector looks like in one place', () => {
  expect(selectorsOf('.a { b: c } @media (d) { .a { e: f } } .a,\n.g {} .a {}')).toEqual(['.a', '.a, .g', '.a'])
  const again = sheets.flatMap((sheet) => {
    const selectors = selectorsOf(readFileSync(sheet, 'utf8'))
    return selectors.filter((selector, place) => selectors.indexOf(selector) !== place).map((selector) => `${relative(client, sheet)}: ${selector}`)
  })
  expect(again).toEqual([])
})

type Colour = readonly [lightness: number, a: number, b: number]

/** A colour of the sheet, as Oklab. */
function colourIn(theme: string, name: string): Colour {
  const value = new RegExp(`${name}: ([^;]+);`).exec(theme)?.[1] ?? ''
  const [, lightness, chroma, hue] = (/^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(value) ?? []).map(Number)
  if (lightness !== undefined && chroma !== undefined && hue !== undefined) return polar(lightness, chroma, hue)
  const [r, g, b] = [1, 3, 5].map((place) => linear(Number.parseInt(value.slice(place, place + 2), 16) / 255))
  if (r === undefined || g === undefined || b === undefined || Number.isNaN(r + g + b)) throw new Error(`${name} is no colour: ${value}`)
  const [l, m, s] = [
    Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
    Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
    Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b),
  ]
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}
function polar(lightness: number, chroma: number, hue: number): Colour {
  return [lightness / 100, chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
}
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
type Rgb = readonly [red: number, green: number, blue: number]

/** Linear, cut to what a screen can show. */
function rgb([lightness, a, b]: Colour): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  return [red, green, blue].map((value) => Math.min(1, Math.max(0, value))) as [number, number, number]
}
function encoded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}
/** What is seen where a colour lies thinly over another one. */
function tinted(colour: Rgb, share: number, below: Rgb): Rgb {
  return colour.map((value, place) => linear(encoded(value) * share + encoded(below[place] ?? 0) * (1 - share))) as [number, number, number]
}
/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

describe('text on the marks of a change', () => {
  const [light = '', dark = ''] = readFileSync(join(client, 'ui', 'tokens.css'), 'utf8').split('[data-theme="dark"] {')
  test.each([
    ['light', light, 45, 0.15, 12],
    ['dark', dark, 78, 0.12, 20],
  ] as const)('can be read in the %s theme, whose session it is included', (_name, theme, lightness, chroma, tint) => {
    expect(theme).toContain(`--hue-l: ${lightness}%;`)
    expect(theme).toContain(`--hue-c: ${chroma};`)
    expect(theme).toContain(`--tint: ${tint}%;`)
    const named = (name: string) => rgb(colourIn(theme, name))
    const hues = Array.from({ length: 72 }, (_, place) => rgb(polar(lightness, chroma, place * 5)))
    const texts = [...['--ink', '--soft', '--value'].map(named), ...hues]
    for (const mark of ['--new', '--gone']) {
      const least = Math.min(...texts.map((text) => contrast(text, named(mark))))
      expect(least, `${mark}: ${least.toFixed(2)}`).toBeGreaterThanOrEqual(4.5)
    }
    // On its own tint: in the cookie, and in the row that is chosen or that the pointer is over.
    for (const below of ['--card', '--now', '--wash']) {
      const least = Math.min(...hues.map((hue) => contrast(hue, tinted(hue, tint / 100, named(below)))))
      expect(least, `tinted, on ${below}: ${least.toFixed(2)}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('is not taken from it while the mark is strong', () => {
    const strong = /@keyframes settle \{(.*?)\n\}/s.exec(readFileSync(join(client, 'features', 'store', 'store.module.css'), 'utf8'))?.[1] ?? ''
    expect(strong).toContain('--flash')
    expect(strong).not.toMatch(/\b(?:background|color|opacity)\b/)
  })
})
