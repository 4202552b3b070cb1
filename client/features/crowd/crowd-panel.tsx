/** Placeholder: the form that lets a crowd in, its progress and its runs. The app puts it at the end of the memory pane. */
export function CrowdPanel() {
  return null
}
