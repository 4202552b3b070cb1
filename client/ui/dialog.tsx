import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.js'
import styles from './dialog.module.css'
import { useKeepFocus } from './keep-focus.js'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  /** One sentence under the title. */
  readonly lead?: ReactNode
  readonly closeLabel: string
  readonly wide?: boolean
  /** As much of the page as there is: for what is worked with, and not only read. */
  readonly full?: boolean
  readonly children: ReactNode
}

/** The platform's modal dialog: focus stays inside, also when what has it goes away; Escape and a click beside it close it, focus returns. */
export function Dialog({ open, onClose, title, lead, closeLabel, wide = false, full = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useKeepFocus(ref, heading)

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape; this is the click beside the dialog.
    <dialog
      ref={ref}
      className={`${styles.dialog} ${full ? styles.full : wide ? styles.wide : ''}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      {open ? (
        <div className={styles.inside}>
          <div className={styles.head}>
            <h2 id={titleId} ref={heading} tabIndex={-1}>
              {title}
            </h2>
            <Button looks kind="quiet" icon aria-label={closeLabel} onClick={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          {lead ? <p className={styles.lead}>{lead}</p> : null}
          {children}
        </div>
      ) : null}
    </dialog>
  )
}
