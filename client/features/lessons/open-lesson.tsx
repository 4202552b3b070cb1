import { type RefObject, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson, LessonStep, OpenLesson } from '../../../server/protocol/lessons.js'
import { sandboxNow } from '../../clock.js'
import { useCurriculum } from '../../state/curriculum.js'
import { goTo, linkTo, usePlace } from '../../state/place.js'
import { useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { useKeepFocus } from '../../ui/keep-focus.js'
import { scrollBehavior } from '../../ui/point-at.js'
import { Progress } from '../../ui/progress.js'
import { pointAtControl } from './control-places.js'
import { Farewell } from './farewell.js'
import { LessonHtml, LessonLine, useLanguage } from './lesson-html.js'
import { StepItem } from './lesson-step.js'
import { NextLesson } from './next-lesson.js'
import styles from './open-lesson.module.css'
import { leaveLesson } from './opening.js'
import { SetUpButton } from './set-up-button.js'

/** What the foot covers of the lessons' place (scroll-margin-bottom in the styles). */
const FOOT_PX = 64
/** Fewer are gone before one has read it. */
const MANY_SESSIONS = 1_000
/** Of a step below its title, so much is enough to see that there is more to read. */
const BEGINNING_PX = 44
/** So long after its beginning a step still counts as just begun: the news of it, and on a slow line this part of the page, have come by then. */
const JUST_BEGUN_MS = 5_000

export interface OpenLessonViewProps {
  readonly lesson: Lesson
  readonly open: OpenLesson
  /** Is the lessons' place a drawer that lies over what is pointed at? */
  readonly isDrawer: () => boolean
  readonly onCloseDrawer: () => void
}

/** The lesson in progress: its steps, what the one in progress waits for, and the end of it. */
export function OpenLessonView({ lesson, open, isDrawer, onCloseDrawer }: OpenLessonViewProps) {
  const { t } = useTranslation(['lesson', 'lessons'])
  const language = useLanguage()
  const titleId = useId()
  const isDone = !open.settingUp && open.step >= lesson.steps.length
  // What is done folds when the reader comes back to it: folding it under their eyes would move all that stands below it.
  const [folded, setFolded] = useState(open.step)
  if (open.step < folded) setFolded(open.step)
  const place = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useKeepInSight(place, heading, open)
  useKeepFocus(place, heading)
  usePointing(lesson, open, isDrawer)
  useLinkedStep(place)

  function point(step: LessonStep) {
    if (!step.point) return
    const { point: name } = step
    onCloseDrawer()
    requestAnimationFrame(() => pointAtControl(name, true, step.watch))
  }

  return (
    <article ref={place} className={styles.lesson} aria-labelledby={titleId}>
      <h2 id={titleId}>{lesson.title[language]}</h2>
      <p className={styles.aha}>
        <LessonLine html={isDone ? lesson.aha : lesson.question} />
      </p>
      {folded === 0 ? (
        <LessonHtml html={lesson.introHtml} className={styles.intro} />
      ) : (
        <details className={styles.introAgain}>
          <summary>{t('lesson.intro')}</summary>
          <LessonHtml html={lesson.introHtml} />
        </details>
      )}
      {open.settingUp ? (
        <div className={styles.settingUp}>
          <p role="status">{t('lesson.settingUp')}</p>
          <Emptying />
        </div>
      ) : null}
      <ol className={styles.steps} aria-label={t('lesson.steps')}>
        {lesson.steps.map((step, index) => {
          const state = open.settingUp || index > open.step ? 'later' : index === open.step ? 'now' : 'done'
          return (
            <StepItem
              // A step that begins is another element than its title was, which stood elsewhere.
              key={state === 'later' ? `${step.id}, later` : step.id}
              step={step}
              number={index + 1}
              open={open}
              state={state}
              isFolded={index < folded}
              followsOutcome={lesson.steps[index - 1]?.task.kind === 'do'}
              heading={state === 'now' ? heading : undefined}
              onPoint={point}
            />
          )
        })}
      </ol>
      {isDone ? <End lesson={lesson} heading={heading} /> : null}
      <p className="visually-hidden" role="status">
        {open.step > 0 && !isDone ? t('lesson.goesOn', { title: lesson.steps[open.step]?.title[language] ?? '' }) : null}
      </p>
      <Foot lesson={lesson} open={open} />
    </article>
  )
}

function End({ lesson, heading }: { readonly lesson: Lesson; readonly heading: RefObject<HTMLHeadingElement | null> }) {
  const { t } = useTranslation(['lesson', 'lessons'])
  const { curriculum } = useCurriculum()
  const lessons = curriculum?.lessons ?? []
  const next = lessons[lessons.findIndex(({ id }) => id === lesson.id) + 1]
  return (
    <section className={styles.end}>
      <p role="status" className={styles.done}>
        ✓ {t('lesson.done')}
      </p>
      <h3 ref={heading} tabIndex={-1}>
        {t('lesson.inYourOwnApp')}
      </h3>
      <LessonHtml html={lesson.closingHtml} />
      {next ? (
        <NextLesson lesson={next} after={lesson} />
      ) : (
        <>
          <Farewell />
          <p className={styles.last}>
            {t('lesson.last')} <a href={linkTo({ at: 'lessons' })}>{t('lessons:list.all')}</a>
          </p>
        </>
      )}
    </section>
  )
}

function Foot({ lesson, open }: { readonly lesson: Lesson; readonly open: OpenLesson }) {
  const { t, i18n } = useTranslation(['lesson', 'lessons'])
  const total = lesson.steps.length
  const done = Math.min(open.step, total)
  return (
    <footer className={styles.foot}>
      <div>
        <span className={styles.bar}>
          <Progress value={done / total} label={t('lesson.progressLabel')} />
        </span>
        <span className="num">{t('lesson.progress', { done: formatNumber(i18n.language, done), total: formatNumber(i18n.language, total) })}</span>
      </div>
      <div>
        <SetUpButton lesson={lesson} isAgain kind="quiet">
          {t('lesson.startOver')}
        </SetUpButton>
        <Button
          kind="quiet"
          title={t('lesson.leaveWhy')}
          onClick={() => {
            goTo({ at: 'sandbox' })
            void leaveLesson()
          }}
        >
          {t('lesson.leave')}
        </Button>
      </div>
    </footer>
  )
}

/** A set-up that empties a store of very many sessions takes its time: how many are left. */
function Emptying() {
  const { t, i18n } = useTranslation('lesson')
  const count = useLive(({ store }) => store.sessionCount ?? 0)
  return count < MANY_SESSIONS ? null : <p className="num">{t('lesson.emptying', { number: formatNumber(i18n.language, count) })}</p>
}

/** Points at what a step is about when it begins, without taking the focus. A drawer that is being read stays where it is. */
function usePointing(lesson: Lesson, open: OpenLesson, isDrawer: () => boolean): void {
  const step = open.settingUp ? undefined : lesson.steps[open.step]
  const since = open.stepSince
  useEffect(() => {
    // A page that is opened in the middle of a step does not move anything.
    if (!step?.point || isDrawer() || sandboxNow() - since > JUST_BEGUN_MS) return
    const { point, watch } = step
    const timer = setTimeout(() => pointAtControl(point, false, watch), 120)
    return () => clearTimeout(timer)
  }, [step, since, isDrawer])
}

/**
 * The step in progress comes into sight, and so does what the one before said when it was done: that is read first, as long as the new step's title (and
 * the answers that it offers, which stay above the foot) are in sight as well. Once more when the verdict comes, which makes the step longer. Whoever
 * comes back in the middle of a lesson, to the drawer or with a reload, is there at once.
 */
function useKeepInSight(place: RefObject<HTMLElement | null>, heading: RefObject<HTMLHeadingElement | null>, { step, verdict }: OpenLesson): void {
  // A lesson is read from its title on.
  const before = useRef(step === 0 ? 0 : null)
  const hasVerdict = verdict !== null
  const isSeen = useRef(hasVerdict)
  useEffect(() => {
    const isNewStep = before.current !== step
    const behavior = before.current === null ? 'instant' : scrollBehavior()
    const isLonger = hasVerdict && !isSeen.current
    before.current = step
    isSeen.current = hasVerdict
    const now = heading.current?.closest<HTMLElement>('li, section')
    if (!now || !(isNewStep || (isLonger && step > 0))) return
    const done = place.current?.querySelectorAll('li[data-step]')[step - 1]?.querySelector('[data-said]')
    const room = (place.current?.parentElement?.clientHeight ?? 0) - FOOT_PX
    const [saidFrom, nowRect] = [done?.getBoundingClientRect().top ?? 0, now.getBoundingClientRect()]
    if (!done || nowRect.bottom - saidFrom <= room) now.scrollIntoView({ block: 'nearest', behavior })
    else {
      const answers = now.querySelector('[data-answers]')?.getBoundingClientRect().height ?? 0
      const titleTo = heading.current?.getBoundingClientRect().bottom ?? nowRect.top
      if (titleTo + BEGINNING_PX - saidFrom <= room - answers) done.scrollIntoView({ block: 'start', behavior })
      else now.scrollIntoView({ block: nowRect.height <= room ? 'end' : 'start', behavior })
    }
  }, [place, heading, step, hasVerdict])
}

/** A link to a step of the lesson that is open: what was asked there opens, in sight. */
function useLinkedStep(place: RefObject<HTMLElement | null>): void {
  const linked = usePlace()
  const step = linked.at === 'lesson' ? linked.step : undefined
  useEffect(() => {
    const item = step === undefined ? null : place.current?.querySelector<HTMLElement>(`li[data-step="${CSS.escape(step)}"]`)
    const again = item?.querySelector('details')
    if (again) again.open = true
    item?.scrollIntoView({ block: 'start' })
  }, [place, step])
}
