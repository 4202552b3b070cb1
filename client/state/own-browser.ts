/** The way from anywhere on the page to the frame that is the reader's own browser; the browser pane lends it. */
let forget: (() => Promise<void>) | null = null

/** @param how has the frame drop the shop's cookies, and resolves when it has gone on to the shop's first page */
export function lendForgetting(how: () => Promise<void>): () => void {
  forget = how
  return () => {
    if (forget === how) forget = null
  }
}

/** Has the reader's own browser forget the shop's cookies. Resolves when that is done, or when there is no frame. */
export async function forgetOwnCookies(): Promise<void> {
  await forget?.()
}
