/** The leaf about the answer to a step's task. */
import { inEach, words } from '../check-words.js'
import type { Finding, Observed } from './observed.js'

export function judgeAnswer(wanted: string, { answer, rightAnswer }: Observed): Finding {
  const passed = answer !== null && (wanted === 'any' || answer === (wanted === 'right' ? rightAnswer : wanted))
  return {
    passed,
    expected: inEach((language) =>
      words(language, wanted === 'any' ? ['your answer, whichever it is', 'a sua resposta, qualquer que seja'] : ['the answer that fits', 'a resposta certa']),
    ),
    observed: inEach((language) =>
      words(
        language,
        answer === null
          ? ['no answer yet', 'nenhuma resposta ainda']
          : passed
            ? ['your answer', 'a sua resposta']
            : ['an answer that does not fit yet', 'uma resposta que ainda não está certa'],
      ),
    ),
  }
}
