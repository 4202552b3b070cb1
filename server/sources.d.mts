/** The newest change of a source below the given paths, in epoch ms; 0 when there is none. */
export function newest(...paths: readonly string[]): number

/** Removes from `built` what earlier builds made of sources that are gone or are not built any more. */
export function removeLeftovers(built: string, sources: string): void
