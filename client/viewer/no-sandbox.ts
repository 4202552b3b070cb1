/** Stands for what is never rendered where no sandbox stands behind the page, and need not be loaded there: the lessons, and the list that asks the store. */
const nothing = () => null

export const Dock = nothing
export const LessonsCrumb = nothing
export const LessonsDock = nothing
export const LessonFollower = nothing
export const SessionList = nothing
