/**
 * How often what a crowd moves is shown anew, ms: figures, charts, its row and its progress. Readings and events come ten and twenty times a second, which
 * nobody can read; and while a crowd runs, the page shares the machine's cores with all that serves it.
 */
export const PACE_MS = 500

/**
 * How long the panes rest while somebody drags through the past, from one moment that they have shown to the next, ms: they are all that there is to see,
 * which takes longer than a frame has room for, and on a slow machine much longer.
 */
export const DRAG_PAUSE_MS = 100
