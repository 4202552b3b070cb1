import 'i18next'
import type { en } from './en/index.js'
import type { LaterTexts } from './later.js'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    resources: typeof en & LaterTexts
    returnNull: false
  }
}
