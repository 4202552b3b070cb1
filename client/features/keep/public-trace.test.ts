import { expect, test } from 'vitest'
import type { Trace } from '../../../server/protocol/trace.js'
import { publicTrace } from './public-trace.js'

test('of an address, only the shop’s own pages leave with a link: an id or a token may stand anywhere in it', () => {
  const paths = ['/', '/me?token=CANARY', '/reset/CANARY', '/cart/CANARY/', '/%43ANARY;a=CANARY']
  const trace: Trace = {
    version: 2,
    configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} },
    browsers: ['you'],
    acts: paths.map((path) => ({ browser: 0, method: 'GET', path, pauseMs: 0 })),
  }
  expect(publicTrace(trace).trace.acts.map(({ path }) => path)).toEqual(['/', '/me', '/***/***', '/cart/***/', '/***'])
})
