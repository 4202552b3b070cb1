/** Pages of the session list, loaded where one looks and refreshed calmly. Framework-free. */
import type { SessionListing, SessionRow } from '../../../server/protocol/command-results.js'
import type { Problem, Result } from '../../../server/protocol/problem.js'

export interface SessionQuery {
  readonly search: string
  readonly offset: number
  readonly limit: number
}
export type ListSessions = (query: SessionQuery) => Promise<Result<SessionListing>>

export interface SessionPagesView {
  /** Sessions that match; null until the first answer. */
  readonly total: number | null
  /** The search stopped early: there may be more than `total`. */
  readonly isMore: boolean
  readonly problem: Problem | null
  readonly search: string
  /** The row at a place in the list; undefined while it is on its way. */
  readonly rowAt: (index: number) => SessionRow | undefined
}

export interface SessionPages {
  readonly view: () => SessionPagesView
  readonly subscribe: (listener: () => void) => () => void
  /** These rows are in sight (both included): loads what is missing or outdated. */
  readonly show: (first: number, last: number) => void
  readonly search: (text: string) => void
  /**
   * What is stored has changed, as an event up to `seq` says: reloads what is in sight and was asked for before that, at most once in
   * REFRESH_MS, keeping the old rows until the new ones are here.
   */
  readonly refresh: (seq: number) => void
  readonly stop: () => void
}

export const PAGE_ROWS = 100
export const REFRESH_MS = 1_000
const KEPT_PAGES = 40

/**
 * Makes the list. `list` asks the server; it never rejects.
 *
 * @param store kind of the store whose sessions are listed; rows of another one are passed over: a list of that begins when the state tells of it
 */
export function createSessionPages(list: ListSessions, store: string): SessionPages {
  const listeners = new Set<() => void>()
  const pages = new Map<number, SessionListing>()
  const underWay = new Set<number>()
  let sight: readonly [number, number] = [0, 0]
  let generation = 0
  /** Of the latest news. */
  let newsSeq = 0
  /** What was asked for before this event is outdated. */
  let neededSeq = 0
  let refreshedAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null
  let current = makeView({ total: null, isMore: false, problem: null, search: '' })

  function makeView(fields: Omit<SessionPagesView, 'rowAt'>): SessionPagesView {
    return { ...fields, rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS] }
  }
  function change(fields: Partial<Omit<SessionPagesView, 'rowAt'>>): void {
    current = makeView({ ...current, ...fields })
    for (const listener of listeners) listener()
  }

  async function load(page: number): Promise<void> {
    const asked = generation
    underWay.add(page)
    const result = await list({ search: current.search, offset: page * PAGE_ROWS, limit: PAGE_ROWS })
    // An answer to an earlier search: the rows are of another list.
    if (asked !== generation) return
    underWay.delete(page)
    if (!result.ok) return change({ problem: result.problem })
    if (result.value.store !== store) return
    pages.set(page, { ...result.value, rows: keepEqual(pages.get(page)?.rows ?? [], result.value.rows) })
    forgetFarPages(page)
    const reached = page * PAGE_ROWS + result.value.rows.length
    const isMore = result.value.total === null
    change({ problem: null, isMore, total: result.value.total ?? Math.max(reached, isMore ? (current.total ?? 0) : 0) })
    // The news came while the answer was on its way.
    if (result.value.seq < neededSeq) refresh(neededSeq)
  }

  function forgetFarPages(near: number): void {
    if (pages.size <= KEPT_PAGES) return
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))
    for (const page of far.slice(0, pages.size - KEPT_PAGES)) pages.delete(page)
  }

  function loadSight(): void {
    for (let page = Math.floor(sight[0] / PAGE_ROWS); page <= Math.floor(sight[1] / PAGE_ROWS); page++) {
      if (underWay.has(page) || (pages.get(page)?.seq ?? Number.NEGATIVE_INFINITY) >= neededSeq) continue
      void load(page)
    }
  }

  function refreshNow(): void {
    timer = null
    refreshedAt = performance.now()
    neededSeq = newsSeq
    loadSight()
  }

  function refresh(seq: number): void {
    newsSeq = Math.max(newsSeq, seq)
    if (timer !== null) return
    timer = setTimeout(refreshNow, Math.max(0, refreshedAt + REFRESH_MS - performance.now()))
  }

  return {
    view: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show(first, last) {
      sight = [Math.max(0, first), Math.max(0, last)]
      loadSight()
    },
    search(text) {
      if (text === current.search) return
      generation += 1
      for (const held of [pages, underWay]) held.clear()
      sight = [0, 0]
      change({ search: text, total: null, isMore: false, problem: null })
      loadSight()
    },
    refresh,
    stop() {
      generation += 1
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}

/** The newer rows, but where one says the same as before it is the very same: then nothing has to be rendered for it. */
function keepEqual(before: readonly SessionRow[], now: readonly SessionRow[]): readonly SessionRow[] {
  const known = new Map(before.map((row) => [row.id, row]))
  return now.map((row) => {
    const same = known.get(row.id)
    return same !== undefined && JSON.stringify(same) === JSON.stringify(row) ? same : row
  })
}
