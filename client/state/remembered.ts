const PREFIX = 'sessionscope:'

/** What the reader chose before (this browser only); null where nothing was, or where storage is off. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

/** Keeps a choice for the next visit; where storage is off it lasts until the page is left. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value)
  } catch {
    // Nothing to do: the choice holds for this page.
  }
}
