import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FAULTS, type FaultId, type FaultSettings, settingsOf, usualSettings } from '../../../server/protocol/faults.js'
import type { InstanceId } from '../../../server/protocol/instances.js'
import { sendOrNotify } from '../../state/notices.js'
import { useHasTwoServers, useInstanceIds, useSnapshot } from '../../state/use-dashboard.js'
import { useFaultWords } from './fault-words.js'
import styles from './faults.module.css'

/** How long a slider rests before what it says is sent. */
const RESTS_MS = 150

/** The control of a fault, as its entry in the table has it: a slider a setting, or a box to tick where it has none. What is moved is done at once. */
export function FaultForm({ fault }: { readonly fault: FaultId }) {
  const { t } = useTranslation('way')
  const words = useFaultWords()
  const inForce = useSnapshot((snapshot) => snapshot.faults[fault] ?? null)
  const settings = settingsOf(fault)
  const why = useId()
  const endsWithStore = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active)?.capabilities.endsWithDatabase === true)
  const says = fault === 'store-stopped' && endsWithStore ? t('stoppedInMemory') : t(`faults.${fault}.why`)
  const now: FaultSettings = inForce?.settings ?? usualSettings(fault)
  /** What the reader has just done, until the state has it. */
  const [ticked, setTicked] = useState<boolean | null>(null)
  const [moved, setMoved] = useState<FaultSettings>({})
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  // What was moved last is sent even if the reader closes this in the same moment.
  const unsent = useRef<FaultSettings>({})
  const isOfTwo = useHasTwoServers()
  const [chosenAt, setChosenAt] = useState<InstanceId | null>(null)
  const at = inForce === null ? chosenAt : inForce.instance
  const to = isOfTwo && FAULTS[fault].perServer ? { instance: at } : {}
  const sendMoved = () => {
    clearTimeout(timer.current)
    const changes = unsent.current
    unsent.current = {}
    if (Object.keys(changes).length > 0) void sendOrNotify({ type: 'fault:set', fault, settings: { ...changes }, ...to }).then(({ ok }) => ok || setMoved({}))
  }
  const latest = useRef(sendMoved)
  latest.current = sendMoved
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the state has something new
  useEffect(() => {
    setTicked(null)
    if (Object.keys(unsent.current).length === 0) setMoved({})
  }, [inForce])
  useEffect(() => () => latest.current(), [])
  const move = (name: string, value: number) => {
    unsent.current = { ...unsent.current, [name]: value }
    setMoved((before) => ({ ...before, [name]: value }))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current(), RESTS_MS)
  }
  const choose = (instance: InstanceId | null) => {
    setChosenAt(instance)
    if (inForce !== null) void sendOrNotify({ type: 'fault:set', fault, instance })
  }
  const atWhich = isOfTwo && FAULTS[fault].perServer ? <AtServer fault={fault} at={at} onChoose={choose} /> : null
  if (settings.length === 0) {
    const tick = (isWanted: boolean) => {
      setTicked(isWanted)
      void sendOrNotify(isWanted ? { type: 'fault:set', fault, ...to } : { type: 'fault:undo', fault }).then(({ ok }) => ok || setTicked(null))
    }
    return (
      <div className={styles.boxed}>
        <div className={styles.box}>
          <label>
            <input
              type="checkbox"
              checked={ticked ?? inForce !== null}
              data-fault={fault}
              aria-describedby={why}
              onChange={({ target }) => tick(target.checked)}
            />
            {t(`faults.${fault}.name`)}
          </label>
          {atWhich}
        </div>
        <p id={why}>{says}</p>
      </div>
    )
  }
  return (
    <fieldset className={styles.fault} data-fault={fault} data-place={FAULTS[fault].place}>
      <legend>{t(`faults.${fault}.name`)}</legend>
      <p>{says}</p>
      {atWhich}
      {settings.map(([name, setting]) => {
        const value = moved[name] ?? now[name] ?? setting.usual
        const shown = words.value(setting, value)
        return (
          <label key={name} className={styles.setting}>
            <span>{words.setting(name)}</span>
            <input
              type="range"
              name={name}
              min={setting.min}
              max={setting.max}
              step={setting.step}
              value={value}
              aria-valuetext={shown}
              onChange={({ target }) => move(name, Number(target.value))}
            />
            <output className={`num ${value === setting.usual ? '' : styles.changed}`}>{shown}</output>
          </label>
        )
      })}
    </fieldset>
  )
}

/** Of two servers: which of them meets it. */
function AtServer({ fault, at, onChoose }: { readonly fault: FaultId; readonly at: InstanceId | null; readonly onChoose: (at: InstanceId | null) => void }) {
  const { t } = useTranslation('way')
  const ids = useInstanceIds()
  return (
    <select
      className={styles.at}
      aria-label={t('atWhich', { what: t(`faults.${fault}.name`) })}
      value={at ?? ''}
      onChange={({ target }) => onChoose(ids.find((id) => id === target.value) ?? null)}
    >
      <option value="">{t('atAll')}</option>
      {ids.map((id) => (
        <option key={id} value={id}>
          {t('atOne', { name: id.toUpperCase() })}
        </option>
      ))}
    </select>
  )
}
