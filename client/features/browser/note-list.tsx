import type { CookieNote } from '../../../server/protocol/cookie-verdict.js'
import { RichText } from '../../ui/rich-text.js'
import { useNoteWords } from './note-words.js'

/** What a browser makes of the session's line otherwise than it seems to say. */
export default function NoteList({ notes }: { readonly notes: readonly CookieNote[] }) {
  return notes.map(useNoteWords()).map((sentence) => (
    <p key={sentence}>
      <RichText text={sentence} />
    </p>
  ))
}
