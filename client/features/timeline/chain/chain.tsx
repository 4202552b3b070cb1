import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import type { OptionChange } from '../../../../server/protocol/what-if.js'
import styles from './chain.module.css'
import { DecisionLink, NotAskedLink, ShopLink } from './chain-link.js'
import { type ChainLink, chainOf, type Deed, questionOf } from './chain-links.js'
import { CodeLines } from './code-lines.js'
import { linesOfRequest } from './shop-lines.js'
import { differing, WhatIfAnswer } from './what-if-answer.js'

/** What express-session decided at a request, one thing after the other, with what the shop did in between. */
export function Chain({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('chain')
  const [change, setChange] = useState<OptionChange | null>(null)
  const links = useMemo(() => chainOf(request), [request])
  const differ = useMemo(() => (change === null ? [] : differing(request, change)), [request, change])
  const findLines = useCallback(() => linesOfRequest(request, deedsIn(links)), [request, links])
  const whatIf = { chosen: change?.option ?? null, onChoose: setChange }
  return (
    <section aria-label={t('label')}>
      <ol className={styles.chain}>
        {links.map((link) => {
          if (link.kind === 'shop') return <ShopLink key={link.key} deeds={link.deeds} request={request} />
          const question = questionOf(link)
          const differs = question !== null && differ.includes(question)
          return link.kind === 'not-asked' ? (
            <NotAskedLink key={link.key} link={link} differs={differs} />
          ) : (
            <DecisionLink key={link.key} decision={link.decision} operation={link.operation} request={request} differs={differs} whatIf={whatIf} />
          )
        })}
      </ol>
      {change === null ? null : <WhatIfAnswer request={request} change={change} />}
      <CodeLines find={findLines} />
    </section>
  )
}

function deedsIn(links: readonly ChainLink[]): readonly Deed[] {
  return links.flatMap((link) => (link.kind === 'shop' ? link.deeds : []))
}
