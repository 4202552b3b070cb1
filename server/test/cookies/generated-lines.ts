/** Set-Cookie lines as nobody would write them: the same ones for the same seed. */
import { seeded } from './corrupt-cookie.js'

const NAMES = [
  'c',
  'sid',
  'connect.sid',
  '',
  'c d',
  '$c',
  'é',
  '"q"',
  '__Host-sid',
  '__Secure-sid',
  '__hOst-sid',
  '__Http-sid',
  '__Host-Http-sid',
  '__HostX-sid',
  'c\td',
]
const VALUES = ['1', '', 's%3Aabc.def', '"a b"', ' 1 ', 'a=b', 'a,b', '春', 'a\tb', 'a\u0001b', '\u007f', '__Host-x', 'x'.repeat(4_000), 'x'.repeat(4_200)]
const DATES = [
  'Wed, 09 Jun 2027 10:18:14 GMT',
  'Wednesday, 09-Jun-27 10:18:14 GMT',
  '2027-06-09T10:18:14Z',
  'Wed, 9th Jun 2027 10:18:14',
  '9x Jun 2027 10:18:14',
  '09 Jun 27x 10:18:14',
  '09 Jun 2027x 10:18:14',
  '09 Jun 2027 10:18:14.5',
  '09 Jun 2027 010:18:14',
  '09 Jun 2027 10:18:14 11:22:33',
  '09 Jun 2027 24:00:00',
  '09 Jun 2027 10:60:00',
  '09 Jun 2027 10:18:60',
  '29 Feb 2028 10:18:14',
  '31 Apr 2027 10:18:14',
  'Mar, 09 Jun 2027 10:18:14',
  '09 Junho 2027 10:18:14',
  '9é Jun 2027 10:18:14',
  '09 Jun 0099 10:18:14',
  '09 Jun 100 10:18:14',
  '09 Jun 1600 10:18:14',
  '09 Jun 69 10:18:14',
  '09 Jun 70 10:18:14',
  '09 Jun 99999 10:18:14',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '0',
  'never',
]
const MAX_AGES = [
  '60',
  '0',
  '-1',
  '+60',
  '060',
  '60.5',
  '60s',
  '"60"',
  '',
  'x',
  '34560001',
  '99999999999999999999',
  '-99999999999999999999',
  '- 60',
  '6 0',
  '1e3',
]
const DOMAINS = [
  'HOST',
  '.HOST',
  'SITE',
  '.SITE',
  '..SITE',
  'xSITE',
  'test',
  'localhost',
  '.',
  '',
  'HOST.',
  'HOST:80',
  'SITE/',
  '%65xample.test',
  'other.test',
  'com',
  '127.0.0.1',
  'é.test',
]
const PATHS = ['/', '/shop', '/shop/', 'shop', '', '"/"', '/a b', '/é', '//', '/shop?x', `/${'p'.repeat(1_030)}`]
const WORDS = ['', 'x', 'false', '0', '"x"', ' ']
const SAME_SITES = ['Lax', 'Strict', 'None', 'none', 'LAX', 'x', '', '"Lax"', 'Lax Strict']
const PRIORITIES = ['High', 'low', 'MEDIUM', 'x', '']

/** @param hosts by turns: each line is for one of them @returns the line, and the host's place */
export function generatedLines(count: number, seed: number, hosts: readonly string[]): { readonly line: string; readonly host: number }[] {
  const random = seeded(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const spaced = (text: string) => pick(['', '', ' ', '\t', '  ']) + text + pick(['', '', '', ' '])
  const cased = (name: string) => pick([name, name, name.toLowerCase(), name.toUpperCase(), `${name}x`])
  const attribute = (host: string): string => {
    const given = (name: string, values: readonly string[]) => `${spaced(cased(name))}=${spaced(pick(values))}`
    const flag = (name: string) => spaced(cased(name)) + (random() < 0.2 ? `=${pick(WORDS)}` : '')
    const domains = DOMAINS.map((each) => each.replace('HOST', host).replace('SITE', host.split('.').slice(-2).join('.')))
    return pick([
      () => given('Expires', DATES),
      () => given('Max-Age', MAX_AGES),
      () => given('Domain', domains),
      () => given('Path', PATHS),
      () => given('SameSite', SAME_SITES),
      () => given('Priority', PRIORITIES),
      () => flag('Secure'),
      () => flag('Secure'),
      () => flag('HttpOnly'),
      () => flag('Partitioned'),
      () => spaced(''),
    ])()
  }
  return Array.from({ length: count }, (_each, index) => {
    const host = index % hosts.length
    const plain = random() < 0.5
    const pair = plain ? 'c=1' : `${spaced(pick(NAMES))}${random() < 0.1 ? '' : '='}${spaced(pick(VALUES))}`
    const attributes = Array.from({ length: Math.floor(random() * 5) }, () => attribute(hosts[host] as string))
    return { line: [pair, ...attributes].join(';'), host }
  })
}
