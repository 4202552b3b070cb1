import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useProblemWords } from '../../i18n/problem-words.js'
import { dismissNotice, noticeStore } from '../../state/notices.js'
import { PassingNews } from '../../ui/passing-news.js'
import { AskedFirst } from './asked-first.js'
import { DeathNews } from './death-news.js'
import { RefusedSwitchNews } from './refused-switch-news.js'
import { StoreAwayNews } from './store-away-news.js'

/** Long enough to read it twice. */
const NOTICE_MS = 20_000

/** What just happened in the sandbox, most urgent first. Nothing most of the time. */
export function SandboxNews() {
  const { t } = useTranslation(['news', 'shell'])
  const words = useProblemWords()
  const notices = useStore(noticeStore, (state) => state.notices)
  return (
    <>
      <DeathNews />
      <StoreAwayNews />
      <RefusedSwitchNews />
      {notices.map((notice) => (
        <PassingNews
          key={notice.id}
          stayMs={notice.problem.code === 'ask-first' ? null : NOTICE_MS}
          onEnd={() => dismissNotice(notice.id)}
          tone="warn"
          title={t(notice.problem.code === 'ask-first' ? 'askFirst.title' : 'notice')}
          actions={<AskedFirst problem={notice.problem} command={notice.command} onAnswer={() => dismissNotice(notice.id)} />}
          dismiss={{ label: t('shell:dismiss'), onDismiss: () => dismissNotice(notice.id) }}
        >
          {words(notice.problem)}
        </PassingNews>
      ))}
    </>
  )
}
