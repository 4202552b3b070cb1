import { expect, test } from 'vitest'
import { hostToOpen, isOwnMachine } from './own-machine.js'

test.each(['127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST'])(
  'only this machine reaches %s',
  (host) => {
    expect(isOwnMachine(host)).toBe(true)
  },
)

test.each(['0.0.0.0', '::', '192.168.1.20', '10.0.0.1', 'fd00::1', '::ffff:192.168.1.20', '128.0.0.1', 'classroom.local', '127.0.0.1.example', ''])(
  'others reach %j',
  (host) => {
    expect(isOwnMachine(host)).toBe(false)
  },
)

test.each([
  ['127.0.0.1', 'localhost'],
  ['::', 'localhost'],
  ['::1', 'localhost'],
  ['192.168.1.20', '192.168.1.20'],
  ['fd00::1', '[fd00::1]'],
  ['::ffff:127.0.0.1', '[::ffff:127.0.0.1]'],
  ['classroom.local', 'classroom.local'],
])('who listens on %s is opened as %s', (host, shown) => {
  expect(hostToOpen(host)).toBe(shown)
  // A browser takes it for an address with this very port.
  expect(new URL(`http://${hostToOpen(host)}:4000/`).port).toBe('4000')
})
