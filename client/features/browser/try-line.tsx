import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { isVirtual, useBrowserName, useOwnBrowserId } from '../../state/browser-names.js'
import { LIMITS } from '../../state/limits.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormExamples, FormNote, FormRow, FormText } from '../../ui/form.js'
import { TrialResult } from './trial-result.js'

export interface TryLineProps {
  /** Which browser is offered first. */
  readonly first: BrowserState['id']
  /** Loads the shop twice in the browser that shows this page; null: it cannot be shown there. */
  readonly onVisit: (() => void) | null
}

const EXAMPLES = [
  'theme=dark; Path=/; Max-Age=600',
  'theme=dark; SameSite=None',
  '__Host-theme=dark; Secure',
  'theme=dark; Domain=com',
  'theme=dark; Expires=2027-06-09',
]

/** A Set-Cookie line of one's own, sent for real, and what becomes of it: by the rules, and in each browser that it was sent to. */
export default function TryLine({ first, onVisit }: TryLineProps) {
  const { t } = useTranslation('verdicts')
  const nameOf = useBrowserName()
  const own = useOwnBrowserId()
  const noteId = useId()
  // Other people's browsers drive themselves, so nothing can be sent to them by a button.
  const browsers = useSnapshot((snapshot) => snapshot.browsers).filter(({ id }) => id === own || isVirtual(id))
  const [line, setLine] = useState(EXAMPLES[0] ?? '')
  const [chosen, setChosen] = useState(browsers.some(({ id }) => id === first) ? first : own)
  const { isPending, said, sending } = useSending()
  const [sent, setSent] = useState<string | null>(null)
  const isBlocked = chosen === own && onVisit === null

  async function submit() {
    if (isBlocked) return
    // What became of another line says nothing of one that was refused.
    const isSent = (await sending({ type: 'browser:try-line', browser: chosen, line })) !== null
    setSent(isSent ? line : null)
    if (!isSent) return
    if (!isVirtual(chosen)) onVisit?.()
  }

  const trials = browsers.flatMap(({ id, trial, ...browser }) =>
    trial !== null && trial.line === sent ? [{ id, trial, name: nameOf({ id, ...browser }) }] : [],
  )
  return (
    <Form onSubmit={() => void submit()}>
      <FormText>{t('try.lead')}</FormText>
      <label>
        <span translate="no">{t('try.line')}</span>
        <textarea
          value={line}
          rows={3}
          maxLength={LIMITS.lineCharacters}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          aria-describedby={noteId}
          onChange={(event) => setLine(event.target.value)}
        />
      </label>
      <FormExamples label={t('try.examples')} examples={EXAMPLES} chosen={line} onChoose={setLine} />
      <FormRow>
        <label>
          <span>{t('try.in')}</span>
          <select value={chosen} onChange={({ target }) => setChosen(browsers.find(({ id }) => id === target.value)?.id ?? own)}>
            {browsers.map((browser) => (
              <option key={browser.id} value={browser.id}>
                {nameOf(browser)}
              </option>
            ))}
          </select>
        </label>
        <Button kind="primary" type="submit" aria-disabled={isPending || isBlocked}>
          {isPending ? t('try.sending') : t('try.send')}
        </Button>
      </FormRow>
      <FormNote id={noteId}>{isBlocked ? t('try.blocked') : said}</FormNote>
      {trials.map(({ id, trial, name }) => (
        <TrialResult key={id} name={name} trial={trial} />
      ))}
      <FormText>{t('chromium')}</FormText>
    </Form>
  )
}
