import { createStore } from 'zustand/vanilla'
import type { Command } from '../../server/protocol/commands.js'
import type { Problem, Result } from '../../server/protocol/problem.js'
import { send } from './connection.js'

/** Something that a person asked for and that was not done. */
export interface Notice {
  readonly id: number
  readonly problem: Problem
  /** What was asked for; null: not a command. */
  readonly command: Command | null
}

const SHOWN = 3
let lastId = 0

/** What went wrong lately, oldest first; shown above the panes until dismissed. */
export const noticeStore = createStore<{ readonly notices: readonly Notice[] }>()(() => ({ notices: [] }))

export function notify(problem: Problem, command: Command | null = null): void {
  lastId += 1
  const notice = { id: lastId, problem, command }
  noticeStore.setState(({ notices }) => ({ notices: [...notices.filter((each) => each.problem.message !== problem.message), notice].slice(-SHOWN) }))
}

export function dismissNotice(id: number): void {
  noticeStore.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

/** `send`, for a button that has no better place for its problem: shows it above the panes. */
export async function sendOrNotify<C extends Command>(command: C): ReturnType<typeof send<C>> {
  const result = await send(command)
  if (!(result as Result<unknown>).ok) notify((result as Extract<Result<unknown>, { ok: false }>).problem, command)
  return result
}
