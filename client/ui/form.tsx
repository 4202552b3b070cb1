import type { FormHTMLAttributes, ReactNode } from 'react'
import styles from './form.module.css'

export interface FormProps extends Omit<FormHTMLAttributes<HTMLFormElement>, 'onSubmit' | 'className'> {
  readonly onSubmit: () => void
  /** `boxed`: with a frame, in the middle of other things; `floating`: over what is below, so that nothing moves. */
  readonly kind?: 'plain' | 'boxed' | 'floating'
}

/** Fields below each other, in the page's own look; nothing is sent but by `onSubmit`. */
export function Form({ onSubmit, kind = 'plain', ...rest }: FormProps) {
  return (
    <form
      className={`${styles.form} ${styles[kind]}`}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
      {...rest}
    />
  )
}

/** What stands side by side, as far as there is room. */
export function FormRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles.row}>{children}</div>
}

/** A sentence of the form: what it is for, or what came of it. It is read out when it changes. */
export function FormNote({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={id} className={styles.note} role="status">
      {children}
    </p>
  )
}

/** A sentence that stands there from the beginning. */
export function FormText({ children }: { readonly children: ReactNode }) {
  return <p className={styles.note}>{children}</p>
}

export interface FormExamplesProps {
  /** What they are. */
  readonly label: string
  readonly examples: readonly string[]
  /** The one that the form holds just now. */
  readonly chosen: string
  readonly onChoose: (example: string) => void
}

/** What machines read, ready to be put into a field. */
export function FormExamples({ label, examples, chosen, onChoose }: FormExamplesProps) {
  return (
    <fieldset className={styles.examples}>
      <legend>{label}</legend>
      {examples.map((example) => (
        <button key={example} type="button" aria-pressed={example === chosen} translate="no" onClick={() => onChoose(example)}>
          {example}
        </button>
      ))}
    </fieldset>
  )
}
