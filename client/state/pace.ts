/**
 * How often what a crowd moves is shown anew, ms: figures, charts, its row and its progress. Readings and events come ten and twenty times a second, which
 * nobody can read; and while a crowd runs, the page shares the machine's cores with all that serves it.
 */
export const PACE_MS = 500
