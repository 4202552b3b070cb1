/** What stays on top of the rows while these scroll, in CSS pixels: the heading, and the pinned rows where they do. 0: there is no table. */
export function coveredHeight(table: HTMLTableElement | null | undefined): number {
  if (!table) return 0
  const staying = [...table.tBodies].filter((body) => getComputedStyle(body).position === 'sticky')
  return [table.tHead, ...staying].reduce((sum, part) => sum + (part?.getBoundingClientRect().height ?? 0), 0)
}
