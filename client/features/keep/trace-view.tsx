import { useTranslation } from 'react-i18next'
import { FAULTS } from '../../../server/protocol/faults.js'
import type { Language } from '../../../server/protocol/language.js'
import { INITIAL_OPTIONS, nameInCode, OPTION_NAMES } from '../../../server/protocol/session-options.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { useLive } from '../../state/use-dashboard.js'
import factStyles from './facts.module.css'
import styles from './keep.module.css'
import { actWords, browserWords, pauseWords } from './trace-words.js'

/** What a trace does, before anybody does it: the configuration, and the acts one by one. */
export function TraceView({ trace }: { readonly trace: Trace }) {
  const { t, i18n } = useTranslation(['show', 'way'])
  const language = i18n.language as Language
  const available = useLive(({ store }) => store.available)
  const shops = useLive(({ launch }) => launch.shops)
  const { store, shop, options, faults } = trace.configuration
  const set = OPTION_NAMES.filter((name) => options[name] !== undefined && options[name] !== INITIAL_OPTIONS[name])
  const words = i18n.getFixedT(language, 'show')
  return (
    <>
      <dl className={factStyles.facts}>
        <dt>{t('show:facts.store')}</dt>
        <dd>{available.find(({ kind }) => kind === store)?.label ?? store}</dd>
        <dt>{t('show:facts.shop')}</dt>
        <dd>{shops.find(({ name }) => name === shop)?.title[language] ?? shop}</dd>
        <dt>{t('show:facts.options')}</dt>
        <dd>
          {set.length === 0 ? t('show:facts.initial') : set.map((name) => <code key={name}>{`${nameInCode(name)}: ${JSON.stringify(options[name])} `}</code>)}
        </dd>
        <dt>{t('show:facts.faults')}</dt>
        <dd>
          {Object.keys(faults).length === 0
            ? t('show:facts.none')
            : Object.entries(faults).map(([fault, settings]) => (
                <code key={fault}>{`${fault in FAULTS ? fault : ''} ${Object.entries(settings ?? {})
                  .map(([name, value]) => `${name} ${value}`)
                  .join(', ')} `}</code>
              ))}
        </dd>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard scrolls what has the focus */}
      <ol className={styles.acts} tabIndex={0} aria-label={t('show:facts.acts')}>
        {trace.acts.map((act, place) => {
          const pause = pauseWords(act, words, language)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an act is its place in the trace
            <li key={place}>
              <b>{browserWords(trace.browsers[act.browser] ?? '', words)}</b> {act.forgets ? `${t('show:act.forgets')} ` : null}
              {actWords(act, words, language)} {pause === null ? null : <small>{pause}</small>}
            </li>
          )
        })}
      </ol>
    </>
  )
}
