import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Versions } from '../../../server/protocol/command-results.js'
import type { Language } from '../../../server/protocol/language.js'
import { traceOf } from '../../../server/protocol/trace-of.js'
import { LANGUAGES } from '../../i18n/index.js'
import { loadWantedTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import type { Keeping } from '../../state/keeping.js'
import { LIMITS } from '../../state/limits.js'
import { newestState } from '../../state/use-dashboard.js'
import { bugReport } from './bug-report-text.js'
import styles from './keep.module.css'
import { KeepText } from './keep-text.js'
import { MadeText } from './made-text.js'
import { publicTrace } from './public-trace.js'
import { requestsOf, WhichRequests } from './which-requests.js'

/** A report in Markdown: what was done, where it parted from what was expected, and on what it ran. */
export function BugReport({ rows, request }: Keeping) {
  const { t, i18n } = useTranslation('show')
  const requests = useMemo(() => requestsOf({ rows }), [rows])
  const [chosen, setChosen] = useState(request)
  const [language, setLanguage] = useState(i18n.language as Language)
  const [expected, setExpected] = useState('')
  const [seen, setSeen] = useState('')
  const versions = useVersions()
  const [snapshot] = useState(newestState)
  const found = requests.find(({ id }) => id === chosen) ?? null
  const until = found === null ? rows : rows.slice(0, rows.findIndex((row) => row.kind === 'request' && row.request.id === found.id) + 1)
  const actors = [...new Set(requestsOf({ rows: until }).map(({ actor }) => actor))].filter((actor) => actor !== 'other' && actor !== 'crowd')
  const trace = traceOf({ ...snapshot, timeline: until }, { browsers: actors, last: ACTS })
  const instance = snapshot.instances[found?.instance ?? ''] ?? Object.values(snapshot.instances)[0]
  const text =
    instance === undefined
      ? ''
      : bugReport({
          language,
          t: i18n.getFixedT(language, 'show'),
          expected,
          seen,
          request: found,
          trace: trace === null ? null : publicTrace(trace).trace,
          rows: until,
          faults: snapshot.faults,
          configuration: {
            store: found?.store ?? snapshot.store.active,
            shop: instance.shop,
            options: found?.options ?? instance.options,
            servers: Object.keys(snapshot.instances).length,
            secrets: instance.secrets.length,
          },
          versions,
        })
  return (
    <>
      {requests.length === 0 ? null : <WhichRequests of={requests} chosen={chosen} onChoose={setChosen} canAll allText={t('report.noRequest')} />}
      <label className={styles.field}>
        {t('report.expected')}
        <textarea rows={2} value={expected} maxLength={LIMITS.lineCharacters} onChange={({ target }) => setExpected(target.value)} />
      </label>
      <label className={styles.field}>
        {t('report.seen')}
        <textarea rows={2} value={seen} maxLength={LIMITS.lineCharacters} onChange={({ target }) => setSeen(target.value)} />
      </label>
      <label className={styles.field}>
        {t('report.language')}
        <select
          value={language}
          onChange={({ target }) => {
            const wanted = LANGUAGES.find((each) => each === target.value) ?? 'en'
            void loadWantedTexts(wanted).then(() => setLanguage(wanted))
          }}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each}>
              {new Intl.DisplayNames([each], { type: 'language' }).of(each)}
            </option>
          ))}
        </select>
      </label>
      <MadeText text={text} label={t('report.title')} rows={14} />
      <KeepText text={text} file={{ name: 'sessionscope-report.md', type: 'text/markdown' }} />
    </>
  )
}

/** The newest acts that a report tells. */
const ACTS = 40

/** null: not here yet, or the sandbox does not tell. */
function useVersions(): Versions | null {
  const [versions, setVersions] = useState<Versions | null>(null)
  useEffect(() => {
    let isGone = false
    void send({ type: 'versions:read' }).then((answer) => isGone || (answer.ok && setVersions(answer.value)))
    return () => {
      isGone = true
    }
  }, [])
  return versions
}
