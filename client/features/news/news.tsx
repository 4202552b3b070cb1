import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useProblemWords } from '../../i18n/problem-words.js'
import { dismissNotice, noticeStore } from '../../state/notices.js'
import { PassingNews } from '../../ui/passing-news.js'
import { AskedFirst } from './asked-first.js'
import { ConnectionNews } from './connection-news.js'
import { DeathNews } from './death-news.js'
import styles from './news.module.css'
import { RefusedSwitchNews } from './refused-switch-news.js'
import { StoreAwayNews } from './store-away-news.js'

/** Long enough to read it twice. */
const NOTICE_MS = 20_000

/** What just happened, at the top of the stage: most urgent first. Empty most of the time. */
export function News() {
  const { t } = useTranslation('shell')
  const words = useProblemWords()
  const notices = useStore(noticeStore, (state) => state.notices)
  return (
    <section className={styles.list} aria-label={t('news.label')}>
      <ConnectionNews />
      <DeathNews />
      <StoreAwayNews />
      <RefusedSwitchNews />
      {notices.map((notice) => (
        <PassingNews
          key={notice.id}
          stayMs={notice.problem.code === 'ask-first' ? null : NOTICE_MS}
          onEnd={() => dismissNotice(notice.id)}
          tone="warn"
          title={t(notice.problem.code === 'ask-first' ? 'news.askFirst.title' : 'news.notice')}
          actions={<AskedFirst problem={notice.problem} command={notice.command} onAnswer={() => dismissNotice(notice.id)} />}
          dismiss={{ label: t('dismiss'), onDismiss: () => dismissNotice(notice.id) }}
        >
          {words(notice.problem)}
        </PassingNews>
      ))}
    </section>
  )
}
