/**
 * Reads the address of a MongoDB: what is wrong with it, in words of our own (the driver's texts repeat parts of it), or how it may be shown,
 * built anew from what the driver parsed. What cannot be read is not shown at all.
 */
import { MongoClient, type MongoOptions } from 'mongodb'
import type { AttemptCode } from './attempt-codes.js'

/** What happened and what to do about it, in English; no part of an address in it but the name of an option that the driver knows. */
export interface Explanation {
  readonly code: AttemptCode
  readonly what: string
  readonly advice: string
  /** For wording in the reader's language. */
  readonly params?: Readonly<Record<string, string>>
}

export type ReadAddress = { readonly ok: true; readonly shown: string } | ({ readonly ok: false } & Explanation)

const FORM = 'mongodb://user:password@host:port/database'
const ENCODED = '@ is written %40, : is %3A, / is %2F, ? is %3F, # is %23, [ is %5B, ] is %5D, % is %25'

const SCHEME: Explanation = {
  code: 'uri-scheme',
  what: 'It does not begin with mongodb:// or mongodb+srv://.',
  advice: `It has the form ${FORM}, without quotation marks around it.`,
}
const CONTROL: Explanation = {
  code: 'uri-control',
  what: 'There is a line break, a tab or another control character in it.',
  advice: 'Write it in one line; within a user name or a password a line break is written %0A.',
}
const CREDENTIALS: Explanation = {
  code: 'uri-encoding',
  what: 'The user name or the password holds a character that has to be percent-encoded.',
  advice: `In user name, password and options ${ENCODED}.`,
}
const NO_USER: Explanation = { code: 'uri-user', what: 'There is no user name before the @.', advice: `It has the form ${FORM}.` }
const HOST: Explanation = {
  code: 'uri-host',
  what: 'Where the host belongs, there is no host name with or without a port.',
  advice: `It has the form ${FORM}; a plain @ stands between password and host, and a port is a number from 1 to 65535. In user name and password ${ENCODED}.`,
}
const SRV_HOST: Explanation = {
  code: 'uri-srv-host',
  what: 'mongodb+srv:// takes one host name, without a port.',
  advice: 'Take the port away, or write mongodb:// with every host.',
}
const OPTION_NAME: Explanation = {
  code: 'uri-option-name',
  what: 'An option after the ? is none of MongoDB, or has no value.',
  advice: 'Check their spelling, such as authSource=admin or replicaSet=rs0. User and password stand before the host, not in options.',
}

function optionValue(option: string): Explanation {
  return {
    code: 'uri-option-value',
    what: `The value of the option ${option} cannot be used.`,
    advice: "Check it in MongoDB's list of connection string options.",
    params: { option },
  }
}

/** A host as people write one: letters, digits, dots, dashes, underscores, or an IPv6 address in brackets; or the path of a socket. */
const HOST_FORM = /^(?:(?:\[[\da-f:.]+\]|[\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}._])?)(?::(\d{1,5}))?|%2F[\w.%-]+\.sock)$/iu
/** What may be shown of a value that is nobody's secret: nothing that needs quoting. */
const PLAIN = /^[\p{L}\p{N}._-]{1,64}$/u

/**
 * @param uri as it was given, without blanks around it
 * @returns never throws, never connects
 */
export function readAddress(uri: string): ReadAddress {
  const wrong = whatIsWrong(uri)
  if (wrong) return { ok: false, ...wrong }
  try {
    return { ok: true, shown: show(new MongoClient(uri).options, uri) }
  } catch {
    return { ok: false, ...wrongOption(uri) }
  }
}

/** All but the options, in the order in which an address is read. */
function whatIsWrong(uri: string): Explanation | null {
  const [, srv, rest = ''] = /^mongodb(\+srv)?:\/\/(.*)$/s.exec(uri) ?? []
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) return SCHEME
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for; URL would take some of them out silently
  if (/[\u0000-\u001f\u007f]/.test(uri)) return CONTROL
  const parts = rest.split('@')
  // With a second @ the driver would ask for a host whose name is a part of the password.
  if (parts.length > 2) return CREDENTIALS
  const [before = '', after] = parts
  if (after !== undefined) {
    const [user = '', ...password] = before.split(':')
    if (/[/?#[\]]/.test(before) || password.length > 1 || !isDecodable(before)) return CREDENTIALS
    if (user === '') return NO_USER
  }
  const [hosts = ''] = (after ?? before).split(/[/?#]/, 1)
  for (const host of hosts.split(',')) {
    const [isHost, port] = HOST_FORM.exec(host) ?? []
    if (!isHost || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return HOST
    if (srv && (port !== undefined || hosts.includes(','))) return SRV_HOST
  }
  return null
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** Which of them it is: each is tried alone. A name that the driver does not know may be anything, and is not told. */
function wrongOption(uri: string): Explanation {
  for (const [name, value] of optionsOf(uri)) {
    if (parses(name, value)) continue
    return value !== '' && isKnown(name) ? optionValue(name) : OPTION_NAME
  }
  // Each is right by itself, so they do not go together; or it is the database.
  return {
    code: 'uri-malformed',
    what: 'It is not a valid connection string: its options do not go together, or its database has no valid name.',
    advice: `It has the form ${FORM}.`,
  }
}

function optionsOf(uri: string): readonly (readonly [string, string])[] {
  const query = /\?([^#]*)/.exec(uri)?.[1] ?? ''
  return [...new URLSearchParams(query)]
}

function parses(name: string, value: string): boolean {
  return whyNotParsed(name, value) === null
}

/** Some options are valid only beside others. */
const COMPANIONS: Readonly<Record<string, string>> = {
  authmechanismproperties: 'authMechanism=MONGODB-AWS',
  maxstalenessseconds: 'readPreference=nearest',
  readpreferencetags: 'readPreference=nearest',
}

function whyNotParsed(name: string, value: string): string | null {
  const companion = COMPANIONS[name.toLowerCase()]
  try {
    new MongoClient(`mongodb://u:p@h/?${companion ? `${companion}&` : ''}${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isKnown(name: string): boolean {
  return PLAIN.test(name) && !/is not supported|are not supported/.test(whyNotParsed(name, '1') ?? '')
}

function show(options: MongoOptions, uri: string): string {
  const { hosts, srvHost, credentials, dbName } = options
  const path = /^[^/]+:\/\/[^/?#]*\/([^?#]*)/.exec(uri)?.[1] ?? ''
  const place = srvHost ?? hosts.map(String).join(',')
  const database = path !== '' && PLAIN.test(dbName) ? dbName : ''
  return `mongodb${srvHost ? '+srv' : ''}://${credentials ? '***@' : ''}${place}/${database}${shownOptions(options, uri)}`
}

/** What one needs to connect, and what is no secret: yes or no, and names. */
function shownOptions(options: MongoOptions, uri: string): string {
  const given = new Set(optionsOf(uri).map(([name]) => name.toLowerCase()))
  const { directConnection, loadBalanced, tls, replicaSet, credentials } = options
  const known: Readonly<Record<string, boolean | string | undefined>> = { directConnection, loadBalanced, tls, replicaSet, authSource: credentials?.source }
  const shown = Object.entries(known).flatMap(([name, value]) => {
    const isGiven = given.has(name.toLowerCase()) || (name === 'tls' && given.has('ssl'))
    return isGiven && (typeof value === 'boolean' || (value !== undefined && PLAIN.test(value.replace(/^\$/, '')))) ? [`${name}=${value}`] : []
  })
  return shown.length === 0 ? '' : `?${shown.join('&')}`
}
