import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { pointAt } from '../../ui/point-at.js'
import { Progress } from '../../ui/progress.js'
import { RichText } from '../../ui/rich-text.js'
import styles from './start-here.module.css'
import { STEPS, type Step } from './steps.js'
import { useTriedSteps } from './use-tried-steps.js'

export interface StartHereProps {
  /** Gives the panes free, where the lessons' place lies over them, before something in them is pointed at. */
  readonly onPoint: () => void
}

/** The first visit: what the three panes are, and five things to try. A step is ticked when the sandbox saw it happen. */
export function StartHere({ onPoint }: StartHereProps) {
  const { t, i18n } = useTranslation('shell')
  const tried = useTriedSteps()
  const show = ({ pointsAt }: Step) => {
    onPoint()
    requestAnimationFrame(() => pointAt(...pointsAt))
  }
  const next = STEPS.find((step) => !tried.has(step.name))
  return (
    <>
      <h2 className={styles.title}>{t('dock.title')}</h2>
      <p className={styles.lead}>{t('dock.lead')}</p>
      <p className={styles.intro}>
        <RichText text={t('dock.intro')} />
      </p>
      <ol className={styles.steps}>
        {STEPS.map((step) => (
          <StepItem key={step.name} step={step} state={tried.has(step.name) ? 'done' : step === next ? 'now' : 'later'} onShow={() => show(step)} />
        ))}
      </ol>
      <footer className={styles.foot}>
        <p>{t('dock.foot')}</p>
        <div>
          <span className={styles.bar}>
            <Progress value={tried.size / STEPS.length} label={t('dock.progressLabel')} />
          </span>
          <span className="num">{t('dock.progress', { done: formatNumber(i18n.language, tried.size), total: formatNumber(i18n.language, STEPS.length) })}</span>
        </div>
      </footer>
    </>
  )
}

function StepItem({ step, state, onShow }: { readonly step: Step; readonly state: 'done' | 'now' | 'later'; readonly onShow: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <li className={styles[state]} aria-current={state === 'now' ? 'step' : undefined}>
      <b>
        {t(`dock.steps.${step.name}.title`)}
        {state === 'done' ? <span className="visually-hidden"> ({t('dock.done')})</span> : null}
      </b>
      <p>
        {t(`dock.steps.${step.name}.text`)}{' '}
        {state === 'now' ? null : (
          <button type="button" className={styles.link} onClick={onShow}>
            {t(`dock.steps.${step.name}.go`)}
          </button>
        )}
      </p>
      {state === 'now' ? <Button onClick={onShow}>{t(`dock.steps.${step.name}.go`)}</Button> : null}
    </li>
  )
}
