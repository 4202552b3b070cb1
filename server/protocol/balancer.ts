/** How the gateway, as the shop's proxy, chooses the lesson server for a request where there are two. */

/**
 * - `turns`: one after the other, whoever asks;
 * - `sticky`: a browser stays with the server that answered it first, by a cookie of the proxy's own;
 * - `random`: by chance, whoever asks.
 */
export const BALANCER_RULES = ['turns', 'sticky', 'random'] as const
export type BalancerRule = (typeof BALANCER_RULES)[number]

export interface BalancerState {
  readonly rule: BalancerRule
  /** Name of the cookie that says where a browser stays. Only `sticky` sets it, and only while there are two servers. */
  readonly cookieName: string
}
