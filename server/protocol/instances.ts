/** Lesson servers in the plural: each is an instance with a name, also while there is only one. */

/** Names a lesson server: a lower-case letter. It stays the same over all of that server's lives. */
export type InstanceId = string

/** The one that is there from the start. */
export const FIRST_INSTANCE: InstanceId = 'a'

/** The one that is added to it. */
export const SECOND_INSTANCE: InstanceId = 'b'
