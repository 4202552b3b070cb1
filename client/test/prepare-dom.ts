import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll, vi } from 'vitest'

/** For tests of what opens dialogs, or is fetched when it is opened: what happy-dom lacks, the time that a busy machine takes, and an empty page after each test. */
export function prepareDom(): void {
  configure({ asyncUtilTimeout: 10_000 })
  vi.setConfig({ testTimeout: 30_000 })
  beforeAll(() => {
    HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
      this.open = true
    }
    HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
      this.open = false
    }
  })
  afterEach(cleanup)
}
