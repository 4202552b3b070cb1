const PREFIX = 'sessionscope:'

/** Which door the reader took last: the lessons or the free sandbox. Nobody who took one is asked again. */
export const DOOR_KEY = 'door'

/** What the reader chose before (this browser only); null where nothing was, or where storage is off. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

/** Keeps a choice for the next visit. False where storage is off or full: then it lasts until the page is left. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + key, value)
    return true
  } catch {
    return false
  }
}
