import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../state/limits.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormExamples, FormNote, FormRow, FormText } from '../../ui/form.js'
import { formatNumber } from '../../ui/format.js'
import styles from './path-form.module.css'

/** What there is in every shop, and what it is good for. */
const KNOWN = [
  { path: '/', what: 'home' },
  { path: '/account', what: 'account' },
  { path: '/api/cart', what: 'api' },
  { path: '/slow', what: 'slow' },
  { path: '/live', what: 'live' },
  { path: '/health', what: 'health' },
  { path: '/files/style.css', what: 'style' },
  { path: '/files/icon.svg', what: 'icon' },
] as const

export interface PathFormProps {
  /** Takes this browser to a path of the shop. */
  readonly onGo: (path: string) => void
}

/** Where else one can go in the shop; and visitors who come there without a cookie. */
export default function PathForm({ onGo }: PathFormProps) {
  const { t, i18n } = useTranslation('paths')
  const [pathId, visitsId, whyId] = [useId(), useId(), useId()]
  const [path, setPath] = useState('/')
  const [visits, setVisits] = useState(20)
  const { isPending, said, say, sending } = useSending()
  const known = KNOWN.find((each) => each.path === path)
  const field = useRef<HTMLInputElement>(null)

  // Whoever clicks an address wants to type another one. Who has gone elsewhere meanwhile, since the form is fetched, stays there.
  useEffect(() => {
    const { activeElement } = document
    if (activeElement !== document.body && !activeElement?.matches('[data-address]')) return
    field.current?.focus()
    field.current?.select()
  }, [])

  async function visit() {
    const result = await sending({ type: 'visits:without-cookies', path, visits })
    if (result === null) return
    const { answered, cookies } = result.value
    const shown = (count: number) => formatNumber(i18n.language, count)
    say(t(cookies === 0 ? 'cameWithout' : 'cameWith', { count: answered, shown: shown(answered), cookies: shown(cookies) }))
  }

  return (
    <div className={styles.under} data-control="paths">
      <Form onSubmit={() => onGo(path)}>
        <FormRow>
          <label htmlFor={pathId}>
            {t('path')}
            <input
              ref={field}
              id={pathId}
              value={path}
              required
              pattern="/[\x21\x22\x24-\x7E]*"
              maxLength={LIMITS.pathCharacters}
              spellCheck={false}
              onChange={({ target }) => setPath(target.value)}
            />
          </label>
          <Button type="submit">{t('go')}</Button>
        </FormRow>
        <FormExamples label={t('known')} examples={KNOWN.map((each) => each.path)} chosen={path} onChoose={setPath} />
        {known ? <FormText>{t(`what.${known.what}`)}</FormText> : null}
      </Form>
      <Form onSubmit={() => void visit()}>
        <FormRow>
          <label htmlFor={visitsId}>
            {t('visits')}
            <input
              id={visitsId}
              type="number"
              min={1}
              max={LIMITS.visitsWithoutCookies}
              required
              value={Number.isNaN(visits) ? '' : visits}
              onChange={({ target }) => setVisits(target.valueAsNumber)}
            />
          </label>
          <Button type="submit" aria-disabled={isPending} aria-busy={isPending} aria-describedby={whyId}>
            {t('come')}
          </Button>
        </FormRow>
        <FormNote id={whyId}>{said ?? t('why')}</FormNote>
      </Form>
    </div>
  )
}
