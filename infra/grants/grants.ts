import type { TableName } from "../../shared/kernel/config.ts";

/**
 * The rights of a function besides writing its own log. stacks/workers.ts attaches consumers to their queues, and gives them the right
 * to receive.
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
  /** The queues of tasks for a whole batch, and for a range of its recipients. */
  readonly batchesQueue?: "send";
  readonly rangesQueue?: "send";
  /** Recipient lists. */
  readonly recipients?: "read" | "write" | "readWrite" | "deleteReadWrite";
  /** The key that hashes numbers and other guessable values, such as idempotency keys, and so the ids that come from them. */
  readonly numberHash?: "mac";
  /** The key that makes the stored MACs of verification codes. */
  readonly codePepper?: "mac";
  /** The documents of tenants' exports. A function with "read" hands out their URLs. */
  readonly exports?: "read" | "deleteWrite";
  /** The roles through which tenants let the hub publish to their SNS. */
  readonly snsRoles?: "assume";
};

/** Needed to send a message or to ask a provider about it: the configuration, its credentials, and SNS through the tenant's role. */
export const provider = { providerConfigs: "read", credentials: "decrypt", snsRoles: "assume" } as const;
/** Needed to send. A send also updates the health of its provider configuration, and records an event if the health changes. */
export const sending = {
  messages: "readWrite",
  optOuts: "readWrite",
  numberHash: "mac",
  dispatchQueue: "send",
  ...provider,
  providerConfigs: "readWrite",
  events: "readWrite",
  // A send reads the tenant's suspension and its sending pauses.
  tenants: "read",
} as const;
/** A client's own send request also needs the limits, the template and the recipient's quiet hours. */
export const accepting = {
  ...sending,
  limits: "readWrite",
  templates: "read",
  preferences: "read",
} as const;
export const administration = { providerConfigs: "readWrite", audit: "append", limits: "readWrite" } as const;
/** A provider's report about a sent message can reveal an opt-out. */
export const recordingOptOuts = { optOuts: "readWrite", numberHash: "mac" } as const;
export const jobs = {
  jobs: "readWrite",
  audit: "append",
  jobsQueue: "send",
  numberHash: "mac",
  limits: "readWrite",
} as const;
/** An eraser reads the number from the job, writes its counts there, and queues the job for the next eraser. */
export const erasing = { jobs: "readWrite", jobsQueue: "send" } as const;
export const connecting = { ...administration, credentials: "decrypt" } as const;

/** Needed to check a code: the policy, the number's failures, and the provider if it keeps the code. */
export const checkingCodes = {
  verifications: "readWrite",
  codePepper: "mac",
  tenants: "read",
  limits: "readWrite",
  numberHash: "mac",
  providerConfigs: "read",
  credentials: "decrypt",
} as const;
/** A function sends a code at once: no message row and no queue ever holds one. */
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

/** A function that can decrypt credentials calls a provider with them. */
export const decryptsCredentials = ({ credentials }: Grants): boolean =>
  credentials === "decrypt" || credentials === "encryptDecrypt";
