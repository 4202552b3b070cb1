/** The shop's address over HTTPS, while there is one. */

export interface HttpsAddress {
  /** Of this machine only: `https://localhost:PORT`. */
  readonly port: number
  /** PEM: the certificate of the authority that has signed that of the address, and nothing else. Nobody else trusts it. */
  readonly authority: string
  /** SHA-256 of the address' certificate, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string
  /** Epoch ms. */
  readonly validFrom: number
  readonly validUntil: number
}
