import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../../server/protocol/limits.js'
import { requestsOf } from '../../../server/protocol/trace-of.js'
import { useBrowserName } from '../../state/browser-names.js'
import { readCurriculum, useCurriculum } from '../../state/curriculum.js'
import { useLive } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
import styles from './compare.module.css'
import { type Repeated, storyLength } from './draft.js'

/** What is repeated: the last requests of one browser or of all of them, a lesson's solution, somebody who goes on using the shop, or what came with a link. */
export function RepeatedForm({ repeated, onChange }: { readonly repeated: Repeated; readonly onChange: (repeated: Repeated) => void }) {
  const { t, i18n } = useTranslation('compare')
  const browsers = useLive((state) => state.browsers)
  const timeline = useLive((state) => state.timeline)
  const nameOf = useBrowserName()
  const { curriculum } = useCurriculum()
  const { said, sending } = useSending()
  useEffect(() => {
    if (curriculum === null) void readCurriculum()
  }, [curriculum])
  const acting = browsers.filter(({ id }) => requestsOf(timeline, [id]).length > 0)
  const language = i18n.language === 'pt-BR' ? 'pt-BR' : 'en'

  async function choose(value: string) {
    if (value === 'active') return onChange({ kind: 'active' })
    if (value.startsWith('lesson ')) {
      const lesson = value.slice('lesson '.length)
      const answer = await sending({ type: 'lesson:trace', lesson })
      if (answer !== null) onChange({ kind: 'lesson', lesson, ...answer.value })
      return
    }
    const chosen = value === 'all' ? acting.map(({ id }) => id) : acting.flatMap(({ id }) => (id === value ? [id] : []))
    const last = chosen.length === 1 ? storyLength(timeline, chosen[0] ?? 'you') : requestsOf(timeline, chosen).length
    onChange({ kind: 'last', browsers: chosen, last: Math.min(Math.max(1, last), MOST) })
  }

  const value =
    repeated.kind === 'last'
      ? repeated.browsers.length === 1
        ? repeated.browsers[0]
        : 'all'
      : repeated.kind === 'lesson'
        ? `lesson ${repeated.lesson}`
        : repeated.kind
  const most = repeated.kind === 'last' ? Math.min(requestsOf(timeline, repeated.browsers).length, MOST) : 0
  return (
    <>
      <label>
        <span className="visually-hidden">{t('repeated.heading')}</span>
        <select value={value} onChange={({ target }) => void choose(target.value)} data-repeated={repeated.kind}>
          {repeated.kind === 'given' ? <option value="given">{t('repeated.given')}</option> : null}
          {acting.map((browser) => (
            <option key={browser.id} value={browser.id}>
              {t('repeated.of', { who: nameOf(browser) })}
            </option>
          ))}
          {acting.length > 1 ? <option value="all">{t('repeated.all')}</option> : null}
          <option value="active">{t('repeated.active')}</option>
          <optgroup label={t('repeated.lessons')}>
            {(curriculum?.lessons ?? []).map(({ id, number, title }) => (
              <option key={id} value={`lesson ${id}`}>
                {number}. {title[language]}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {repeated.kind === 'last' && most > 1 ? (
        <label>
          {t('repeated.last')}
          <input
            type="number"
            min={1}
            max={most}
            value={repeated.last}
            onChange={({ target }) => onChange({ ...repeated, last: Math.min(most, Math.max(1, Math.round(Number(target.value)) || 1)) })}
          />
        </label>
      ) : null}
      {repeated.kind === 'lesson' && repeated.leftOut > 0 ? <p className={styles.note}>{t('repeated.leftOut', { count: repeated.leftOut })}</p> : null}
      {said === null ? null : <p role="status">{said}</p>}
    </>
  )
}

/** What fits beside itself. */
const MOST = Math.min(LIMITS.traceActs, LIMITS.sideAnswers / 2)
