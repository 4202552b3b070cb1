/** Puts a text on the clipboard, by whichever way this browser lets a page do so. */

/**
 * Call it while a click is being handled: browsers let nobody else copy.
 *
 * @param near where the click was: inside a modal dialog nothing outside of it can be selected
 * @returns false when the browser refused every way
 */
export async function copyText(text: string, near: Element): Promise<boolean> {
  // Only there over https and on this machine itself (a secure context), and even then it may be forbidden.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // The old way may still be open.
    }
  }
  return copySelection(text, near)
}

/** The way of old browsers, which needs no secure context: selects the text in a field that nobody sees. */
function copySelection(text: string, near: Element): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'visually-hidden'
  near.after(field)
  field.select()
  try {
    // Deprecated, and in every browser nevertheless.
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}
