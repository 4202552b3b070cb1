import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { loadLaterTexts } from '../../i18n/later.js'
import { progressStore } from '../../state/lesson-progress.js'
import { linkTo } from '../../state/place.js'
import { useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { fetchPart, LazyPart } from '../../ui/lazy-part.js'
import styles from './lessons-dock.module.css'
import { type DockView, useDockView } from './use-dock-view.js'
import { Welcome } from './welcome.js'

/** A lesson in progress, with the words of its checks: fetched when one is opened. */
const loadOpenLesson = async () => {
  const [{ OpenLessonView }] = await Promise.all([import('./open-lesson.js'), loadLaterTexts('checks', 'lesson')])
  return { default: OpenLessonView }
}

const loadList = async () => ({ default: (await withTexts(import('./lesson-list.js'))).LessonList })
const loadCover = async () => ({ default: (await withTexts(import('./lesson-cover.js'))).LessonCover })
const loadUnknown = async () => ({ default: (await withTexts(import('./unknown-lesson.js'))).UnknownLesson })
const loadCheatSheet = async () => ({ default: (await withTexts(import('./cheat-sheet.js'))).CheatSheet })

/** The words of lessons come with the first part that is about one. */
async function withTexts<T>(part: Promise<T>): Promise<T> {
  const [module] = await Promise.all([part, loadLaterTexts('lesson')])
  return module
}

export interface LessonsDockProps {
  /** What stands here in the free sandbox. */
  readonly sandbox: ReactNode
  readonly isDrawer: () => boolean
  readonly onCloseDrawer: () => void
}

/** The lessons' place: the first visit's doors, the list, a lesson, or the free sandbox. */
export function LessonsDock({ sandbox, isDrawer, onCloseDrawer }: LessonsDockProps) {
  const { t } = useTranslation('lessons')
  const view = useDockView()
  useEffect(() => {
    // One click away, and there at once when it is made. Where they cannot be had, that is told when they are shown.
    for (const load of [loadList, loadCover]) fetchPart<never>(load).catch(() => {})
  }, [])
  return (
    <div className={styles.inside}>
      <NotSaved />
      {view.kind === 'sandbox' ? (
        <>
          <StillOpen />
          {sandbox}
        </>
      ) : view.kind === 'open' ? (
        <LazyPart
          key={view.lesson.id}
          load={loadOpenLesson}
          meanwhile={<p role="status">{t('list.reading')}</p>}
          props={{ lesson: view.lesson, open: view.open, isDrawer, onCloseDrawer }}
        />
      ) : (
        <Other view={view} />
      )}
    </div>
  )
}

function Other({ view }: { readonly view: DockView }) {
  const { t } = useTranslation('lessons')
  const reading = <p role="status">{t('list.reading')}</p>
  if (view.kind === 'welcome') return <Welcome />
  if (view.kind === 'list') return <LazyPart load={loadList} meanwhile={reading} />
  if (view.kind === 'cheat-sheet') return <LazyPart load={loadCheatSheet} meanwhile={reading} />
  if (view.kind === 'loading') return reading
  if (view.kind === 'cover') return <LazyPart key={view.lesson.id} load={loadCover} meanwhile={reading} props={{ lesson: view.lesson }} />
  if (view.kind === 'unknown') return <LazyPart load={loadUnknown} meanwhile={reading} props={{ id: view.id, broken: view.broken }} />
  return null
}

/** In the free sandbox while a lesson is open: the way back. */
function StillOpen() {
  const { t } = useTranslation('lessons')
  const id = useLive((snapshot) => snapshot.lesson?.lesson ?? null)
  return id === null ? null : (
    <p className={styles.stillOpen}>
      {t('sandbox.stillOpen')} <a href={linkTo({ at: 'lesson', id })}>{t('sandbox.back')}</a>
    </p>
  )
}

/** Said once, where this browser keeps nothing. */
function NotSaved() {
  const { t } = useTranslation(['lessons', 'shell'])
  const saved = useStore(progressStore, (state) => state.saved)
  const [isRead, setRead] = useState(false)
  if (saved || isRead) return null
  return (
    <p className={styles.notSaved} role="status">
      {t('lessons:notSaved')}{' '}
      <Button kind="quiet" onClick={() => setRead(true)}>
        {t('shell:dismiss')}
      </Button>
    </p>
  )
}
