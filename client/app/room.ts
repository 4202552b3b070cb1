/** How the room is shared out: what the reader chose, and what may be chosen. Sizes in CSS pixels. */

export interface Room {
  /** Width of the lessons. */
  readonly dock: number
  /** Height of the requests; null: a quarter of the window. */
  readonly requests: number | null
  /** Shares of the panes, of whatever width there is. */
  readonly panes: readonly [browser: number, store: number, memory: number]
}

export const ROOM: Room = { dock: 316, requests: null, panes: [1, 1.12, 1] }

/** What cannot be gone below, or above. The least width of a pane stands in the style sheet too. */
export const BOUNDS = { dock: [260, 560], requests: [112, 900], pane: 240 } as const

const between = (value: number, [least, most]: readonly [number, number]) => Math.min(most, Math.max(least, value))

export function withDock(room: Room, width: number): Room {
  return { ...room, dock: between(width, BOUNDS.dock) }
}

/** @param most so that the panes above keep room */
export function withRequests(room: Room, height: number, most: number): Room {
  return { ...room, requests: between(height, [BOUNDS.requests[0], Math.max(BOUNDS.requests[0], Math.min(most, BOUNDS.requests[1]))]) }
}

/**
 * Moves the boundary behind a pane.
 *
 * @param widths of the panes as they are
 * @param boundary 0: between the first two; 1: between the last two
 */
export function withBoundary(room: Room, widths: Room['panes'], boundary: 0 | 1, pixels: number): Room {
  const [left, right] = [widths[boundary], widths[boundary + 1] ?? 0]
  const moved = Math.min(Math.max(pixels, Math.min(0, BOUNDS.pane - left)), Math.max(0, right - BOUNDS.pane))
  const [browser, store, memory] = widths.map((width, n) => (n === boundary ? width + moved : n === boundary + 1 ? width - moved : width))
  return { ...room, panes: [browser ?? 0, store ?? 0, memory ?? 0] }
}

/** What was kept by {@link JSON.stringify}; what cannot be read, or is out of bounds, is as on the first visit. */
export function readRoom(text: string | null): Room {
  let read: unknown = null
  try {
    read = JSON.parse(text ?? 'null')
  } catch {
    // Somebody else's, or cut off.
  }
  if (typeof read !== 'object' || read === null) return ROOM
  const { dock, requests, panes }: Partial<Record<keyof Room, unknown>> = read
  const isWithin = (value: unknown, [least, most]: readonly [number, number]): value is number => typeof value === 'number' && value >= least && value <= most
  const isPanes = (value: unknown): value is Room['panes'] =>
    Array.isArray(value) && value.length === 3 && value.every((share) => isWithin(share, [0.1, 10_000]))
  return {
    dock: isWithin(dock, BOUNDS.dock) ? dock : ROOM.dock,
    requests: isWithin(requests, BOUNDS.requests) ? requests : ROOM.requests,
    panes: isPanes(panes) ? panes : ROOM.panes,
  }
}
