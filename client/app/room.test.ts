import { describe, expect, it } from 'vitest'
import { BOUNDS, ROOM, type Room, readRoom, withBoundary, withDock, withRequests } from './room.js'

describe('the room', () => {
  it('is read as it was kept', () => {
    const kept: Room = { dock: 400, requests: 300, panes: [300, 500, 340] }
    expect(readRoom(JSON.stringify(kept))).toEqual(kept)
    expect(readRoom(JSON.stringify({ ...kept, requests: null }))).toEqual({ ...kept, requests: null })
  })

  it.each([
    null,
    '',
    'null',
    '7',
    '[]',
    '{"dock":',
    '{"dock":9,"requests":"all","panes":[1,2]}',
    '{"dock":1e9,"requests":-1,"panes":[0,1,1]}',
    '{"panes":[null,1,1]}',
  ])('is as on the first visit where %s was kept', (text) => {
    expect(readRoom(text)).toEqual(ROOM)
  })

  it('moves a boundary between two panes, and the third stays', () => {
    expect(withBoundary(ROOM, [340, 380, 340], 0, 50).panes).toEqual([390, 330, 340])
    expect(withBoundary(ROOM, [340, 380, 340], 1, -50).panes).toEqual([340, 330, 390])
  })

  it('leaves each pane its least width, also where it has less already', () => {
    expect(withBoundary(ROOM, [340, 380, 340], 0, 900).panes).toEqual([480, BOUNDS.pane, 340])
    expect(withBoundary(ROOM, [340, 380, 340], 0, -900).panes).toEqual([BOUNDS.pane, 480, 340])
    expect(withBoundary(ROOM, [200, 380, 340], 0, -10).panes).toEqual([200, 380, 340])
    expect(withBoundary(ROOM, [340, 200, 340], 0, 10).panes).toEqual([340, 200, 340])
  })

  it('keeps dock and requests within their bounds', () => {
    expect(withDock(ROOM, 9).dock).toBe(BOUNDS.dock[0])
    expect(withDock(ROOM, 9_999).dock).toBe(BOUNDS.dock[1])
    expect(withRequests(ROOM, 5, 500).requests).toBe(BOUNDS.requests[0])
    expect(withRequests(ROOM, 600, 500).requests).toBe(500)
    expect(withRequests(ROOM, 600, 20).requests).toBe(BOUNDS.requests[0])
  })
})
