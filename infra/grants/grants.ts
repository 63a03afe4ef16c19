import type { TableName } from "../../shared/kernel/config.ts";

/**
 * What a function may do beyond writing its own log. Consumers of a queue get the right to receive from it where they are
 * attached to it, in stacks/workers.ts.
 */
export type Grants = { readonly [Table in Exclude<TableName, "audit">]?: "read" | "readWrite" } & {
  /** Nobody may change or delete an audit row (invariant 22). */
  readonly audit?: "read" | "append";
  /** Provider credentials, under the encryption context that binds them to their owner. */
  readonly credentials?: "encrypt" | "decrypt" | "encryptDecrypt";
  readonly dispatchQueue?: "send";
  readonly jobsQueue?: "send";
  /** The queues of the functions in functions/erasers. */
  readonly eraserQueues?: "send";
  /** What is to be done for a whole batch, and for a range of its recipients. */
  readonly batchesQueue?: "send";
  readonly rangesQueue?: "send";
  /** Lists of recipients. */
  readonly recipients?: "read" | "write" | "readWrite" | "deleteReadWrite";
  /** The key that numbers and what else can be guessed are hashed under: idempotency keys, and so ids. */
  readonly numberHash?: "mac";
  /** The key that verification codes are kept under. */
  readonly codePepper?: "mac";
  /** The documents that tenants export; to read one is to hand out its address. */
  readonly exports?: "read" | "deleteWrite";
  /** The roles through which tenants let the hub publish to their SNS. */
  readonly snsRoles?: "assume";
};

/** To ask a provider about a message, or to hand it one: the config, its credentials, and SNS through the tenant's role. */
export const provider = { providerConfigs: "read", credentials: "decrypt", snsRoles: "assume" } as const;
/** Sending keeps the health of the provider configuration it sends with, and tells when it changes. */
export const sending = {
  messages: "readWrite",
  optOuts: "readWrite",
  numberHash: "mac",
  dispatchQueue: "send",
  ...provider,
  providerConfigs: "readWrite",
  events: "readWrite",
  // Whether the tenant is suspended, and the pauses in force.
  tenants: "read",
} as const;
/** What a client's own request needs beside that: its limits, its template, the recipient's quiet hours. */
export const accepting = {
  ...sending,
  limits: "readWrite",
  templates: "read",
  preferences: "read",
} as const;
export const administration = { providerConfigs: "readWrite", audit: "append", limits: "readWrite" } as const;
/** Where a provider tells of a message after the send, it may tell of an opt-out. */
export const recordingOptOuts = { optOuts: "readWrite", numberHash: "mac" } as const;
export const jobs = {
  jobs: "readWrite",
  audit: "append",
  jobsQueue: "send",
  numberHash: "mac",
  limits: "readWrite",
} as const;
/** Which number it is stands in the job, and what was erased; the job goes on with the next eraser. */
export const erasing = { jobs: "readWrite", jobsQueue: "send" } as const;
export const connecting = { ...administration, credentials: "decrypt" } as const;

/** To compare a code: the policy, the number's failures, and the provider where that keeps the code. */
export const checkingCodes = {
  verifications: "readWrite",
  codePepper: "mac",
  tenants: "read",
  limits: "readWrite",
  numberHash: "mac",
  providerConfigs: "read",
  credentials: "decrypt",
} as const;
/** Codes are sent at once: no message row and no queue ever holds one. */
export const sendingCodes = {
  ...checkingCodes,
  providerConfigs: "readWrite",
  events: "readWrite",
  lookups: "readWrite",
  optOuts: "readWrite",
  templates: "read",
  snsRoles: "assume",
} as const;
export const controllingBatch = { batches: "readWrite", batchesQueue: "send" } as const;

/** Who can decrypt credentials uses them. */
export const decryptsCredentials = ({ credentials }: Grants): boolean =>
  credentials === "decrypt" || credentials === "encryptDecrypt";
