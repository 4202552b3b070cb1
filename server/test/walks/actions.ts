/** What a pointer and a keyboard do, as both WebDriver and WebDriver BiDi write it (https://www.w3.org/TR/webdriver2/#actions). */
import type { Key } from './visitor.js'

/** As the standards write them (§ 17.4.2). */
const KEYS: Readonly<Record<Key, string>> = { Tab: '\uE004', Enter: '\uE007', ArrowLeft: '\uE012', ArrowRight: '\uE014' }

/** One after the other. @param keys names of keys, or a text */
export function strokes(keys: readonly [Key] | string): readonly object[] {
  const values = typeof keys === 'string' ? [...keys] : keys.map((key) => KEYS[key])
  return [{ type: 'key', id: 'keyboard', actions: values.flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value }))) }]
}

/** A click, in CSS px of the page. */
export function clickAt(x: number, y: number): readonly object[] {
  const move = { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 }
  return [{ type: 'pointer', id: 'mouse', actions: [move, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }] }]
}
