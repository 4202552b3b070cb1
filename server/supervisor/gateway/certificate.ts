/**
 * A certificate for the shop's HTTPS address. Node.js can read X.509 and not write it, so node-forge does that; it is loaded when HTTPS is switched on.
 * The authority that signs is made for this one certificate, and its key is nowhere once it has signed: whoever trusts it trusts nothing else.
 */
import { generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import type { pki } from 'node-forge'
import { GATEWAY } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import { asParams, said, type Why, why } from '../../protocol/why.js'

/** PEM throughout. The key stays in this process. */
export interface SandboxCertificate {
  readonly certificate: string
  readonly key: string
  /** Of the authority: with it, the certificate can be verified. */
  readonly authority: string
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string
  /** Epoch ms. */
  readonly validFrom: number
  readonly validUntil: number
}

/** Who it is for: each name of this machine that a browser may have typed. */
const NAMES = [
  { type: 2, value: 'localhost' },
  { type: 7, ip: '127.0.0.1' },
  { type: 7, ip: '::1' },
]
const HOST = 'localhost'
const AUTHORITY = 'Sessionscope, the authority of one sandbox'
const KEYS = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const

/**
 * @param now epoch ms
 * @throws ProblemError `https-failed`: the clock is such that no browser would take it, or it cannot be made
 */
export async function makeCertificate(now = Date.now()): Promise<SandboxCertificate> {
  if (!isPlausible(now)) throw httpsFailed(clockIsWrong(now))
  try {
    const made = await sign(now)
    const [own, authority] = [new X509Certificate(made.certificate), new X509Certificate(made.authority)]
    if (!own.verify(authority.publicKey) || own.checkHost(HOST) === undefined) throw new Error('the certificate does not verify')
    return { ...made, fingerprint: own.fingerprint256 }
  } catch (error) {
    throw httpsFailed(said(error instanceof Error ? error.message : String(error)))
  }
}

/** Can it be used at this moment, by this machine's clock, and for a while? */
export function isValid({ validFrom, validUntil }: Pick<SandboxCertificate, 'validFrom' | 'validUntil'>, now = Date.now()): boolean {
  return now >= validFrom && now < validUntil - GATEWAY.certificate.renewBeforeMs
}

/** HTTPS stays off. */
export function httpsFailed(reason: Why): ProblemError {
  return new ProblemError('https-failed', `HTTPS could not be switched on: ${reason.message} Everything else goes on over plain HTTP.`, asParams(reason))
}

function isPlausible(now: number): boolean {
  const { earliest, latest } = GATEWAY.certificate
  return now >= earliest && now <= latest
}

function clockIsWrong(now: number): Why {
  // Beyond that there is no date at all (ECMA-262, time values).
  const date = Math.abs(now) > 8.64e15 ? String(now) : new Date(now).toISOString().slice(0, 10)
  return why(
    'clock-wrong',
    { date },
    `the clock of this machine says ${date}. A certificate is valid from one day to another, so none can be made that browsers take. Set the clock, and try again.`,
  )
}

async function sign(now: number): Promise<Omit<SandboxCertificate, 'fingerprint'>> {
  const [{ default: forge }, ofAuthority, own] = await Promise.all([import('node-forge'), keyPair('rsa', KEYS), keyPair('rsa', KEYS)])
  // Whole seconds; an hour ago, so that a clock that is set back a little still finds it valid.
  const validFrom = Math.floor(now / 1000) * 1000 - 3_600_000
  const validUntil = validFrom + GATEWAY.certificate.lifeMs
  const signed = (serial: string, subject: string, publicKey: string, extensions: object[]) => {
    const certificate = forge.pki.createCertificate()
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
    certificate.serialNumber = serial
    certificate.validity.notBefore = new Date(validFrom)
    certificate.validity.notAfter = new Date(validUntil)
    certificate.setSubject(nameOf(subject))
    certificate.setIssuer(nameOf(AUTHORITY))
    certificate.setExtensions(extensions)
    certificate.sign(forge.pki.privateKeyFromPem(ofAuthority.privateKey), forge.md.sha256.create())
    return forge.pki.certificateToPem(certificate)
  }
  // Browsers refuse two certificates of one issuer with one serial number: 16 random octets, the first of them below 128 (RFC 5280, section 4.1.2.2),
  // and not 0, since of several leading zeros node-forge takes off one only, which is no DER.
  const serial = () => `1${forge.util.bytesToHex(forge.random.getBytesSync(16)).slice(1)}`
  const authority = signed(serial(), AUTHORITY, ofAuthority.publicKey, [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  const certificate = signed(serial(), HOST, own.publicKey, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: NAMES },
  ])
  return { certificate, key: own.privateKey, authority, validFrom, validUntil }
}

const keyPair = promisify(generateKeyPair)

function nameOf(commonName: string): pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName }]
}
