import type { CrowdOrder } from '../../../server/protocol/crowd.js'
import { useCurriculum } from '../../state/curriculum.js'
import { useLive } from '../../state/use-dashboard.js'

const USUAL: CrowdOrder = { users: 10_000, cartItems: 10, usersPerSecond: null, behaviour: 'shop' }

/** What the crowd's form begins with: the crowd that the open lesson takes next, or has taken last; otherwise the usual one. `key` changes when it begins anew. */
export function useFormBeginning(): { readonly order: CrowdOrder; readonly key: string } {
  const { curriculum } = useCurriculum()
  const id = useLive((snapshot) => snapshot.lesson?.lesson ?? null)
  const step = useLive((snapshot) => snapshot.lesson?.step ?? 0)
  const since = useLive((snapshot) => snapshot.lesson?.readySince ?? null)
  const steps = curriculum?.lessons.find((lesson) => lesson.id === id)?.steps ?? []
  const order = steps.slice(step).find(({ crowd }) => crowd !== null)?.crowd ?? steps.findLast(({ crowd }) => crowd !== null)?.crowd ?? USUAL
  return { order, key: `${id} ${since} ${JSON.stringify(order)}` }
}
