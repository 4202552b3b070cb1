import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** The key of what happened, in two or three words, of a row that is neither a request nor a crowd. */
export function eventTitle(row: Exclude<TimelineRow, { kind: 'request' | 'crowd' }>) {
  switch (row.kind) {
    case 'death':
      return 'event.died'
    case 'started':
      return 'event.started'
    case 'switched':
      return row.report.refused === null ? 'event.switched' : 'event.refused'
    case 'configured':
      return row.changed.some(({ option }) => option === 'shop') ? 'event.shopChanged' : 'event.configured'
    case 'cleared':
      return 'event.cleared'
    case 'session-forgotten':
      return 'event.forgotten'
    case 'brought-back':
      return 'event.broughtBack'
    case 'swept':
      return 'event.swept'
    case 'store-health':
      return row.up ? 'event.up' : 'event.down'
  }
}
