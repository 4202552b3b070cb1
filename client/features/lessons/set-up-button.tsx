import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { costsOfLesson, type LessonCosts } from '../../state/sayings.js'
import { Button, type ButtonProps } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Said } from '../../ui/said.js'
import { useLanguage } from './lesson-html.js'
import { openLesson, useOpening } from './opening.js'
import styles from './set-up-button.module.css'

export interface SetUpButtonProps {
  readonly lesson: Lesson
  /** It is open already, and begins again. */
  readonly isAgain?: boolean
  readonly kind?: ButtonProps['kind']
  readonly className?: string
  /** The lesson that has just been done: what it left behind needs no question. */
  readonly after?: Lesson
  readonly children: ReactNode
}

/** Sets the sandbox up for a lesson; asks first when that would throw something away. */
export function SetUpButton({ lesson, isAgain = false, kind = 'plain', className, after, children }: SetUpButtonProps) {
  const { t } = useTranslation(['lesson', 'shell'])
  const language = useLanguage()
  const opening = useOpening()
  const [costs, setCosts] = useState<LessonCosts | null>(null)

  function ask() {
    const { snapshot } = dashboardStore.getState()
    const found = snapshot ? costsOfLesson(lesson, snapshot, after?.stores) : null
    if (found === null) void openLesson(lesson.id)
    else setCosts(found)
  }

  return (
    <>
      <Button kind={kind} className={className ?? ''} aria-disabled={opening.id !== null} onClick={ask}>
        {opening.id === lesson.id ? t('lesson:lesson.settingUp') : children}
      </Button>
      <Dialog
        open={costs !== null}
        onClose={() => setCosts(null)}
        title={t(isAgain ? 'lesson:setUp.again' : 'lesson:setUp.begin', { title: lesson.title[language] })}
        closeLabel={t('shell:close')}
      >
        {costs ? <WhatIsLost costs={costs} /> : null}
        <div className={styles.actions}>
          <Button onClick={() => setCosts(null)}>{t('shell:cancel')}</Button>
          <Button
            kind="primary"
            onClick={() => {
              setCosts(null)
              void openLesson(lesson.id)
            }}
          >
            {t(isAgain ? 'lesson:lesson.startOver' : 'lesson:setUp.go')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

function WhatIsLost({ costs: { lost, staying } }: { readonly costs: LessonCosts }) {
  const { t } = useTranslation('lesson')
  return (
    <div className={styles.lost}>
      <p>{t('setUp.throwsAway')}</p>
      <ul>
        {lost.map((saying) => (
          <li key={`${saying.key}/${saying.values?.store ?? ''}`}>
            <Said sayings={[saying]} />
          </li>
        ))}
      </ul>
      {staying.length > 0 ? (
        <p>
          <Said sayings={staying} />
        </p>
      ) : null}
      <p>{t('setUp.rest')}</p>
    </div>
  )
}
