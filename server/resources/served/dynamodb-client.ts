/** Amazon's client of DynamoDB, `@aws-sdk/client-dynamodb` 3, as far as it is used here. Read from its documentation and its types. */
import { importPackage } from '../../stores/packages.js'

export interface DynamoClient {
  /** @throws what DynamoDB or the system says; `TimeoutError` when it takes too long */
  send<Output>(command: DynamoCommand<Output>): Promise<Output>
  destroy(): void
}

/** Made by the package; `Output` is what it is answered with. */
export interface DynamoCommand<Output> {
  readonly input: unknown
  /** Never there. */
  readonly answeredWith?: Output
}

type CommandOf<Output> = new (input: Readonly<Record<string, unknown>>) => DynamoCommand<Output>

/** An attribute, with its type: S, a text; N, a number as a text. */
export type Attribute = { readonly S: string } | { readonly N: string }
export type Item = Readonly<Record<string, Attribute>>
type Key = Item

export interface AwsDynamo {
  readonly DynamoDBClient: new (options: Readonly<Record<string, unknown>>) => DynamoClient
  readonly ListTablesCommand: CommandOf<{ readonly TableNames?: readonly string[] }>
  readonly DescribeTableCommand: CommandOf<{ readonly Table?: { readonly TableStatus?: string } }>
  readonly DeleteTableCommand: CommandOf<unknown>
  readonly GetItemCommand: CommandOf<{ readonly Item?: Item }>
  readonly PutItemCommand: CommandOf<unknown>
  readonly DeleteItemCommand: CommandOf<unknown>
  readonly BatchGetItemCommand: CommandOf<{
    readonly Responses?: Readonly<Record<string, readonly Item[]>>
    readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly Key[] }>>
  }>
  readonly BatchWriteItemCommand: CommandOf<{ readonly UnprocessedItems?: Readonly<Record<string, readonly unknown[]>> }>
  readonly ScanCommand: CommandOf<{ readonly Items?: readonly Item[]; readonly LastEvaluatedKey?: Key }>
}

/** @throws ProblemError `package-missing` */
export function loadDynamo(): Promise<AwsDynamo> {
  return importPackage<AwsDynamo>('@aws-sdk/client-dynamodb')
}

/** Where it does not stand in the name of the host, as with a server of one's own, any will do. */
const ANY_REGION = 'us-east-1'
/** A server of one's own takes any; without some, the client would look for them all over the machine and its network. */
const ANYBODY = { accessKeyId: 'sessionscope', secretAccessKey: 'sessionscope' }

/**
 * A client for an address as the sandbox has it: with the keys in it, if there are any.
 *
 * @param requestMs how long one request may take; it is tried twice at most
 */
export async function openDynamo(url: string, requestMs: number): Promise<DynamoClient> {
  const { DynamoDBClient } = await loadDynamo()
  const { protocol, host, hostname, username, password } = new URL(url)
  return new DynamoDBClient({
    endpoint: `${protocol}//${host}`,
    region: /^dynamodb\.([\w-]+)\.amazonaws\.com/.exec(hostname)?.[1] ?? ANY_REGION,
    credentials: username === '' ? ANYBODY : { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) },
    maxAttempts: 2,
    // By itself it would wait for an answer for ever.
    requestHandler: { connectionTimeout: requestMs, requestTimeout: requestMs, throwOnRequestTimeout: true },
  })
}
