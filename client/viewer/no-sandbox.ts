/** Stands for the lessons where no sandbox stands behind the page: they are never rendered there, and need not be loaded. */
const nothing = () => null

export const Dock = nothing
export const LessonsCrumb = nothing
export const LessonsDock = nothing
export const LessonFollower = nothing
