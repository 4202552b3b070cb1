import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Curriculum } from '../../server/protocol/lessons.js'
import type { Problem } from '../../server/protocol/problem.js'
import { send } from './connection.js'
import { useDashboard } from './use-dashboard.js'

export interface CurriculumState {
  /** null until it was read. */
  readonly curriculum: Curriculum | null
  /** Why it could not be read. */
  readonly problem: Problem | null
}

/** All lessons and the glossary, read once a start of the sandbox. */
export const curriculumStore = createStore<CurriculumState>()(() => ({ curriculum: null, problem: null }))

export function useCurriculum(): CurriculumState {
  return useStore(curriculumStore)
}

export async function readCurriculum(): Promise<void> {
  const result = await send({ type: 'lessons:read' })
  if (result.ok) curriculumStore.setState({ curriculum: result.value, problem: null })
  else curriculumStore.setState({ problem: result.problem })
}

/** Reads the lessons when the page is connected, and again when the sandbox was started anew. */
export function useReadCurriculum(): void {
  const startedAt = useDashboard((state) => (state.connection.phase === 'live' ? (state.snapshot?.launch.startedAt ?? null) : null))
  useEffect(() => {
    if (startedAt !== null) void readCurriculum()
  }, [startedAt])
}
