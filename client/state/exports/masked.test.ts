import { expect, test } from 'vitest'
import { maskForm, maskQuery } from './masked.js'

test.each([
  ['/', '/'],
  ['/me?token=CANARY', '/me?token=***'],
  ['/?lang=pt-BR&x=CANARY&item=cookies', '/?lang=pt-BR&x=***&item=cookies'],
  ['/?CANARY', '/?***'],
  ['/?lang', '/?lang'],
  ['/?a=CAN=ARY&=CANARY', '/?a=***&=***'],
  ['/?a=', '/?a='],
  ['/?a=%43ANARY%26&b=%E0%A4%A', '/?a=***&b=***'],
  ['http://localhost:4100/cart?next=/CANARY?CANARY#CANARY', 'http://localhost:4100/cart?next=***#***'],
  ['/x#CANARY?lang=en', '/x#***'],
])('of %s, only what is the shop’s own stays', (address, masked) => {
  expect(maskQuery(address)).toBe(masked)
})

test('of a form, names stay, and values that are the shop’s own', () => {
  expect(maskForm('name=Alice&item=http&title=HTTP+by+Hand&remember=CANARY')).toBe('name=Alice&item=http&title=HTTP+by+Hand&remember=***')
})
