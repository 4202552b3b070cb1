import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FAULTS, type FaultId, faultsAt, inForce, type Place as PlaceName } from '../../../server/protocol/faults.js'
import type { ControlName } from '../../../server/protocol/lessons.js'
import { useOtherwise, useSnapshot } from '../../state/use-dashboard.js'
import { ChangeMark } from '../../ui/change-mark.js'
import { PopOver } from '../../ui/pop-over.js'
import { FaultForm } from './fault-form.js'
import { useFaultWords } from './fault-words.js'
import styles from './way.module.css'

export interface PlaceProps {
  readonly name: PlaceName
  /** By which lines find it: `store`, `server:a`. */
  readonly node: string
  readonly title: string
  /** One sentence of what it is. */
  readonly about: string
  /** What is seen of it while it is closed. */
  readonly face: ReactNode
  /** What belongs to one of its faults, below its control. */
  readonly below?: Readonly<Partial<Record<FaultId, ReactNode>>>
  /** What can be done here beside its faults. */
  readonly children?: ReactNode
  /** By which a lesson points at it. */
  readonly control?: ControlName
  /** There is much that can be done here. */
  readonly isWide?: boolean
  /** What else is the matter with it; null: nothing. */
  readonly matter?: string | null
  /** A tag on a line, and no card. */
  readonly isTag?: boolean
}

/** A place on the way: a button that says how it is, marked where something is not as usual, and behind it what it is and what can be done. */
export function Place({ name, node, title, about, face, below, children, control, matter: own = null, isWide = false, isTag = false }: PlaceProps) {
  const { t } = useTranslation('way')
  const words = useFaultWords()
  const faults = useSnapshot((snapshot) => snapshot.faults)
  const here = inForce(faults).filter(([fault]) => FAULTS[fault].place === name)
  // In the past: was something else the matter with it, on the other side of the marks?
  const isOther = useOtherwise((snapshot) => JSON.stringify(inForce(snapshot.faults).filter(([fault]) => FAULTS[fault].place === name))) !== null
  const matter = [...(own === null ? [] : [own]), ...here.map(([fault, inForce]) => words.says(fault, inForce))].join('; ')
  const state = matter === '' ? t('asUsualHere') : t('notAsUsualHere', { what: matter })
  return (
    <div className={styles.node} data-node={node} data-place={name} data-control={control}>
      <PopOver
        className={`${isTag ? styles.tag : styles.card} ${matter === '' ? '' : styles.marked}`}
        title={title}
        isWide={isWide}
        face={
          <>
            <span className="visually-hidden">{title}. </span>
            {face}
            <ChangeMark change={isOther ? 'changed' : null} />
            <span className="visually-hidden">. {state}</span>
          </>
        }
      >
        <p>{about}</p>
        {faultsAt(name).map((fault) => (
          <Fragment key={fault}>
            <FaultForm fault={fault} />
            {below?.[fault]}
          </Fragment>
        ))}
        {children}
      </PopOver>
    </div>
  )
}
