import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemWords } from '../../i18n/problem-words.js'
import { send } from '../../state/connection.js'
import { LIMITS } from '../../state/limits.js'
import { useHasTwoServers } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import styles from './together-form.module.css'

const CHOICES = ['add-to-cart', 'visit', 'log-in', 'log-out'] as const
type Choice = (typeof CHOICES)[number]

/** Several requests of one virtual browser at once: the same one twice, or different ones. The timeline says whose save was lost. */
export default function TogetherForm({ browser }: { readonly browser: `browser:${string}` }) {
  const { t } = useTranslation('together')
  const words = useProblemWords()
  const noteId = useId()
  // A server sees only the requests that it answers itself.
  const isToTwo = useHasTwoServers()
  const [requests, setRequests] = useState<readonly Choice[]>(['add-to-cart', 'add-to-cart'])
  const [isPending, setPending] = useState(false)
  const [said, setSaid] = useState<string | null>(null)

  async function submit() {
    if (isPending) return
    setPending(true)
    const result = await send({ type: 'browser:together', browser, requests: requests.map((each) => ({ do: each })) })
    setPending(false)
    setSaid(result.ok ? t(isToTwo ? 'sentToTwo' : 'sent') : words(result.problem))
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <ol>
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
      <div className={styles.row}>
        {requests.length < LIMITS.togetherRequests ? (
          <Button kind="quiet" onClick={() => setRequests([...requests, requests.at(-1) ?? 'visit'])}>
            <Plus size={14} aria-hidden /> {t('another')}
          </Button>
        ) : null}
        <Button type="submit" aria-disabled={isPending} aria-busy={isPending} aria-describedby={noteId}>
          {t('send')}
        </Button>
      </div>
      <p id={noteId} className={styles.note} role="status">
        {said ?? t('why')}
      </p>
    </form>
  )
}
