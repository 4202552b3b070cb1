/** The way from anywhere on the page to the frame that is the reader's own browser; the browser pane lends it. */
let forget: (() => Promise<void>) | null = null

/** @param how has the frame drop the shop's cookies, and resolves when it has gone on to the shop's first page */
export function lendForgetting(how: () => Promise<void>): () => void {
  forget = how
  return () => {
    if (forget === how) forget = null
  }
}

let isOpening = false

/**
 * Has the reader's own browser forget the shop's cookies, and then opens a lesson: the visit that the forgetting takes comes before it.
 *
 * @param open resolves when the lesson is set up, as far as this page's state knows, or could not be
 */
export async function openWithoutCookies<T>(open: () => Promise<T>): Promise<T> {
  isOpening = true
  try {
    await forget?.()
    return await open()
  } finally {
    isOpening = false
  }
}

/** Is a lesson being opened from this page, for which the cookies were or will be forgotten? */
export function isOpeningWithoutCookies(): boolean {
  return isOpening
}
