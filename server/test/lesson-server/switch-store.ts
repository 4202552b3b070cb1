/** A switch of one lesson server by itself, as the supervisor leads it. */
import { answerPhases } from '../../lesson-server/lesson-server.js'
import type { HotApp } from '../../lesson-server/switching/hot-app.js'
import type { StoreTarget, SwitchFunctions } from '../../protocol/ipc.js'
import { failed, ok, type Result } from '../../protocol/problem.js'
import type { SwitchReport } from '../../protocol/stores.js'
import { switchTogether } from '../../supervisor/switch-together.js'

/** @throws ProblemError as {@link switchTogether} */
export async function switchStore({ switching }: HotApp, target: StoreTarget, carryOver: boolean): Promise<SwitchReport> {
  return (await switchTogether([answerPhases(() => switching, answer)], target, carryOver)).report
}

async function answer<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await run())
  } catch (error) {
    return failed(error)
  }
}

/** The same with one that answers over the wire. */
export function switchAlone(lesson: SwitchFunctions, target: StoreTarget, carryOver: boolean): Promise<Result<SwitchReport>> {
  return answer(async () => (await switchTogether([lesson], target, carryOver)).report)
}
