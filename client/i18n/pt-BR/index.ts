import type { en } from '../en/index.js'
import type { Translation } from '../translation.js'
import browser from './browser.json'
import crowd from './crowd.json'
import lessons from './lessons.json'
import memory from './memory.json'
import said from './said.json'
import shell from './shell.json'
import store from './store.json'
import timeline from './timeline.json'

/** The texts in Brazilian Portuguese. A missing key does not compile. */
export const ptBR = { browser, crowd, lessons, memory, said, shell, store, timeline } satisfies Translation<typeof en>
