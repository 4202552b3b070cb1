import type { BrowserState } from '../../server/protocol/browsers.js'
import type { InstanceId } from '../../server/protocol/instances.js'
import { dashboardStore } from './dashboard-store.js'

/** Shows a session in the store pane; null: follow the selected browser again. */
export function selectSession(id: string | null): void {
  dashboardStore.setState({ selectedSession: id })
}

/** Lights up every place that shows this session's id; null: none. */
export function lightSession(id: string | null): void {
  if (dashboardStore.getState().litSession !== id) dashboardStore.setState({ litSession: id })
}

/** Shows a browser's tab, and with it that browser's session in the store pane. null: the one that shows this page. */
export function selectBrowser(id: BrowserState['id'] | null): void {
  dashboardStore.setState({ selectedBrowser: id, selectedSession: null })
}

/** Has the memory pane and the bar be about this lesson server. */
export function selectInstance(id: InstanceId): void {
  dashboardStore.setState({ selectedInstance: id })
}
