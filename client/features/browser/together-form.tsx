import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LIMITS } from '../../state/limits.js'
import { useSending } from '../../state/use-sending.js'
import { Button } from '../../ui/button.js'
import { Form, FormNote, FormRow } from '../../ui/form.js'
import styles from './together-form.module.css'

const CHOICES = ['add-to-cart', 'visit', 'slow', 'log-in', 'log-out'] as const
type Choice = (typeof CHOICES)[number]

const asked = (choice: Choice) => (choice === 'slow' ? ({ do: 'visit', path: '/slow' } as const) : { do: choice })

/** Several requests of one virtual browser at once: the same one twice, or different ones. The timeline says whose save was lost. */
export default function TogetherForm({ browser }: { readonly browser: `browser:${string}` }) {
  const { t } = useTranslation('together')
  const noteId = useId()
  const [requests, setRequests] = useState<readonly Choice[]>(['add-to-cart', 'add-to-cart'])
  const { isPending, said, say, sending } = useSending()

  async function submit() {
    const sent = await sending({ type: 'browser:together', browser, requests: requests.map(asked) })
    if (sent !== null) say(t('sent'))
  }

  return (
    <Form kind="boxed" onSubmit={() => void submit()}>
      <ol className={styles.requests}>
        {requests.map((request, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a request is its place in the list
          <li key={index}>
            <select
              aria-label={t('request', { number: index + 1 })}
              value={request}
              onChange={({ target }) =>
                setRequests(requests.map((each, place) => (place === index ? (CHOICES.find((one) => one === target.value) ?? each) : each)))
              }
            >
              {CHOICES.map((choice) => (
                <option key={choice} value={choice}>
                  {t(`do.${choice}`)}
                </option>
              ))}
            </select>
            {requests.length > 2 ? (
              <Button
                kind="quiet"
                icon
                aria-label={t('drop', { number: index + 1 })}
                onClick={() => setRequests(requests.filter((_each, place) => place !== index))}
              >
                <X size={14} aria-hidden />
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
      <FormRow>
        {requests.length < LIMITS.togetherRequests ? (
          <Button kind="quiet" onClick={() => setRequests([...requests, requests.at(-1) ?? 'visit'])}>
            <Plus size={14} aria-hidden /> {t('another')}
          </Button>
        ) : null}
        <Button type="submit" aria-disabled={isPending} aria-busy={isPending} aria-describedby={noteId}>
          {t('send')}
        </Button>
      </FormRow>
      <FormNote id={noteId}>{said ?? t('why')}</FormNote>
    </Form>
  )
}
