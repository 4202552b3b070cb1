import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '../../../server/protocol/lessons.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { Button, type ButtonProps } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { formatNumber } from '../../ui/format.js'
import { useLanguage } from './lesson-html.js'
import { type Losses, lossesIn, openLesson, useOpening } from './opening.js'
import styles from './set-up-button.module.css'

export interface SetUpButtonProps {
  readonly lesson: Lesson
  /** It is open already, and begins again. */
  readonly isAgain?: boolean
  readonly kind?: ButtonProps['kind']
  readonly children: ReactNode
}

/** Sets the sandbox up for a lesson; asks first when that would throw something away. */
export function SetUpButton({ lesson, isAgain = false, kind = 'plain', children }: SetUpButtonProps) {
  const { t } = useTranslation(['lessons', 'shell'])
  const language = useLanguage()
  const opening = useOpening()
  const [losses, setLosses] = useState<Losses | null>(null)

  function ask() {
    const { snapshot } = dashboardStore.getState()
    const lost = snapshot ? lossesIn(snapshot) : null
    if (lost === null) void openLesson(lesson.id)
    else setLosses(lost)
  }

  return (
    <>
      <Button kind={kind} aria-disabled={opening.id !== null} onClick={ask}>
        {opening.id === lesson.id ? t('lessons:lesson.settingUp') : children}
      </Button>
      <Dialog
        open={losses !== null}
        onClose={() => setLosses(null)}
        title={t(isAgain ? 'lessons:setUp.again' : 'lessons:setUp.begin', { title: lesson.title[language] })}
        closeLabel={t('shell:close')}
      >
        {losses ? <WhatIsLost losses={losses} /> : null}
        <div className={styles.actions}>
          <Button onClick={() => setLosses(null)}>{t('shell:cancel')}</Button>
          <Button
            kind="primary"
            onClick={() => {
              setLosses(null)
              void openLesson(lesson.id)
            }}
          >
            {t(isAgain ? 'lessons:lesson.startOver' : 'lessons:setUp.go')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

function WhatIsLost({ losses }: { readonly losses: Losses }) {
  const { t, i18n } = useTranslation('lessons')
  const { sessions, store } = losses
  return (
    <div className={styles.lost}>
      <p>{t('setUp.throwsAway')}</p>
      <ul>
        {sessions === null ? <li>{t('setUp.sessionsUnknown', { store })}</li> : null}
        {sessions !== null && sessions > 0 ? <li>{t('setUp.sessions', { count: sessions, shown: formatNumber(i18n.language, sessions), store })}</li> : null}
        {losses.crowd ? <li>{t('setUp.crowd')}</li> : null}
        <li>{t('setUp.cookies')}</li>
      </ul>
      <p>{t('setUp.rest')}</p>
    </div>
  )
}
