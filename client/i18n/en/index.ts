import browser from './browser.json'
import crowd from './crowd.json'
import lessons from './lessons.json'
import memory from './memory.json'
import said from './said.json'
import shell from './shell.json'
import store from './store.json'
import timeline from './timeline.json'

/** The English texts, one namespace a feature. They are the type of every other language. */
export const en = { browser, crowd, lessons, memory, said, shell, store, timeline }
