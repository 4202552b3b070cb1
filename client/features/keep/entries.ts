/** The ways to keep and show: one file each. */
import type { ComponentType } from 'react'
import type { Keeping, KeepView } from '../../state/keeping.js'
import { BugReport } from './bug-report.js'
import { CurlExport } from './curl-export.js'
import { HarExport } from './har-export.js'
import { JsonExport } from './json-export.js'
import { KeepRecording } from './keep-recording.js'
import { OpenLink } from './open-link.js'
import { OpenRecording } from './open-recording.js'
import { SaveLink } from './save-link.js'

/** What is shown of each; its words stand under its name in show.json. */
export const KEEP_ENTRIES: Readonly<Record<KeepView, ComponentType<Keeping>>> = {
  recording: KeepRecording,
  'open-recording': OpenRecording,
  link: SaveLink,
  report: BugReport,
  curl: CurlExport,
  har: HarExport,
  json: JsonExport,
  'open-link': OpenLink,
}
