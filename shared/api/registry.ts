import * as apiKeys from "./api-keys.ts";
import * as audit from "./audit.ts";
import * as erasures from "./erasures.ts";
import * as events from "./events.ts";
import * as exportOperations from "./exports.ts";
import * as limits from "./limits.ts";
import * as lookups from "./lookups.ts";
import * as batches from "./message-batches.ts";
import * as messages from "./messages.ts";
import * as notifications from "./notifications.ts";
import * as numbers from "./numbers.ts";
import type { Operation } from "./operation.ts";
import * as optOuts from "./opt-outs.ts";
import * as preferences from "./preferences.ts";
import * as providerConfigs from "./provider-configs.ts";
import * as sendingPauses from "./sending-pauses.ts";
import * as service from "./service.ts";
import * as templates from "./templates.ts";
import * as tenants from "./tenants.ts";
import * as verificationPolicies from "./verification-policies.ts";
import * as verifications from "./verifications.ts";

/** A Lambda's place below functions/: `sendMessage` of messages → `messages/send-message`. */
export type FunctionName = `${string}/${string}`;

export interface RegisteredOperation {
  capability: string;
  functionName: FunctionName;
  operation: Operation;
}

const capabilities = {
  numbers,
  lookups,
  messages,
  "message-batches": batches,
  "opt-outs": optOuts,
  templates,
  preferences,
  notifications,
  verifications,
  "verification-policies": verificationPolicies,
  "provider-configs": providerConfigs,
  "api-keys": apiKeys,
  tenants,
  "sending-pauses": sendingPauses,
  limits,
  events,
  erasures,
  exports: exportOperations,
  audit,
  service,
} as const;

const isOperation = (value: unknown): value is Operation =>
  typeof value === "object" && value !== null && "id" in value && "method" in value && "answers" in value;

const kebabCase = (id: string): string =>
  id.replace("OpenApi", "Openapi").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Every operation of the API, in the order of the contract. The one list that everything else is derived from. */
export const registry: readonly RegisteredOperation[] = Object.entries(capabilities).flatMap(([capability, module]) =>
  Object.values(module)
    .filter(isOperation)
    .map((operation) => ({ capability, functionName: `${capability}/${kebabCase(operation.id)}` as const, operation })),
);
