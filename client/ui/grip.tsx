import { useDrag } from '@use-gesture/react'
import styles from './grip.module.css'

export interface GripProps {
  /** Which way the boundary is moved. */
  readonly axis: 'x' | 'y'
  /** What it shares out, for those who cannot see it: "Width of the lessons". */
  readonly label: string
  /** Where it stands, in percent of the way that it has. */
  readonly percent: number
  /** By how many pixels it was moved, to the right or down. */
  readonly onMove: (pixels: number) => void
  /** Back to where it stood on the first visit. */
  readonly onReset: () => void
}

/** Of one press of an arrow key, in pixels. */
const STEP = 24

/** The boundary between two parts, as WAI-ARIA's window splitter: dragged, moved by the arrow keys, put back by a double click or the Home key. */
export function Grip({ axis, label, percent, onMove, onReset }: GripProps) {
  const bind = useDrag(
    ({ delta }) => {
      const pixels = delta[axis === 'x' ? 0 : 1]
      if (pixels !== 0) onMove(pixels)
    },
    { axis, keyboardDisplacement: STEP, filterTaps: true },
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved has a value, which an hr has not.
    <div
      {...bind()}
      className={styles.grip}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      onDoubleClick={onReset}
      onKeyUp={({ key }) => key === 'Home' && onReset()}
    />
  )
}
