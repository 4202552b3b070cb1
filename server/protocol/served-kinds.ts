/** Which database servers can be found or started for the sandbox, and where one can be. */

/** Each has a file of its own in server/resources/served/, and its facts in `SERVED_FACTS` there. */
export const SERVED_KINDS = ['redis', 'postgres', 'mysql', 'memcached', 'dynamodb'] as const

export type ServedKind = (typeof SERVED_KINDS)[number]

/** Is what a store needs one of them? Other kinds of resources are found in other ways. */
export function isServed(resource: string): resource is ServedKind {
  return SERVED_KINDS.some((kind) => kind === resource)
}

/**
 * Where one can be, in the order tried: at an address in the environment, on the usual port of 127.0.0.1, as a program of this machine that is started in
 * the data folder, as an embedded server in a process of its own.
 */
export const SERVED_SOURCES = ['given', 'usual-port', 'program', 'embedded'] as const

export type ServedSource = (typeof SERVED_SOURCES)[number]

/** An address as it was given: it may hold credentials. */
export interface GivenUrl {
  readonly url: string
  /** The environment variable, or the one for which an option stands. */
  readonly variable: string
}

/** null, or left out: none was given. */
export type ServedUrls = Readonly<Partial<Record<ServedKind, GivenUrl | null>>>
