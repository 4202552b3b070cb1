import { useTranslation } from 'react-i18next'
import { useCurriculum } from '../../state/curriculum.js'
import { linkTo } from '../../state/place.js'
import { DOOR_KEY, remember } from '../../state/remembered.js'
import { RichText } from '../../ui/rich-text.js'
import doors from './doors.module.css'
import { LessonDoor } from './lesson-door.js'
import styles from './welcome.module.css'

/** The first minute: what the three panes are, and two doors. */
export function Welcome() {
  const { t } = useTranslation('lessons')
  const { curriculum } = useCurriculum()
  const first = curriculum?.lessons[0]
  return (
    <section className={styles.welcome} aria-labelledby="welcome-title">
      <h2 id="welcome-title">{t('welcome.title')}</h2>
      <p className={styles.lead}>{t('welcome.lead')}</p>
      <ol className={styles.panes}>
        {(['browser', 'store', 'memory'] as const).map((pane) => (
          <li key={pane}>
            <RichText text={t(`welcome.panes.${pane}`)} />
          </li>
        ))}
      </ol>
      <nav className={styles.doors} aria-label={t('welcome.doors')}>
        {first ? <LessonDoor lesson={first} label={t('welcome.lesson', { number: first.number })} isPrimary /> : null}
        <a className={doors.door} href={linkTo({ at: 'sandbox' })} onClick={() => remember(DOOR_KEY, 'sandbox')}>
          <small>{t('welcome.free')}</small>
          <b>{t('welcome.freeTitle')}</b>
          <small>{t('welcome.freeWhy')}</small>
        </a>
      </nav>
      <p className={styles.foot}>{t('welcome.foot')}</p>
    </section>
  )
}
