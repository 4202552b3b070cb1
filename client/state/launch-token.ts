const KEY = 'sessionscope:token'
const TOKEN = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i

/** The token in a text: the bare one, or the address that the terminal shows; null where there is none. */
export function tokenIn(text: string): string | null {
  return TOKEN.exec(text)?.[0].toLowerCase() ?? null
}

/** The token that came with the page: only where nobody but this machine can ask for it. */
export function tokenOfPage(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="sessionscope-token"]')?.content || null
}

/** The token behind the `#` of the address, which is taken out there: it belongs neither on the screen nor in a bookmark. */
export function takeTokenFromAddress(): string | null {
  if (!location.hash.startsWith('#token=')) return null
  const token = tokenIn(location.hash)
  history.replaceState(null, '', location.pathname + location.search)
  return token
}

/** The token that this tab had before it was loaded again. */
export function keptToken(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Keeps the token for this tab only; null: forgets it. Where storage is off, it lasts until the page is left. */
export function keepToken(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, token)
  } catch {
    // Then a reload asks again.
  }
}
