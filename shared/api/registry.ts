import type { Operation } from "./operation.ts";
import * as apiKeys from "./operations/api-keys.ts";
import * as audit from "./operations/audit.ts";
import * as erasures from "./operations/erasures.ts";
import * as events from "./operations/events.ts";
import * as exportOperations from "./operations/exports.ts";
import * as limits from "./operations/limits.ts";
import * as lookups from "./operations/lookups.ts";
import * as batches from "./operations/message-batches.ts";
import * as messages from "./operations/messages.ts";
import * as notifications from "./operations/notifications.ts";
import * as numbers from "./operations/numbers.ts";
import * as optOuts from "./operations/opt-outs.ts";
import * as preferences from "./operations/preferences.ts";
import * as providerConfigs from "./operations/provider-configs.ts";
import * as sendingPauses from "./operations/sending-pauses.ts";
import * as service from "./operations/service.ts";
import * as templates from "./operations/templates.ts";
import * as tenants from "./operations/tenants.ts";
import * as verificationPolicies from "./operations/verification-policies.ts";
import * as verifications from "./operations/verifications.ts";

/** A Lambda's path below functions/: `sendMessage` of messages → `messages/send-message`. */
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

/** Every operation of the API, in the order of the contract. Everything else is derived from this list. */
export const registry: readonly RegisteredOperation[] = Object.entries(capabilities).flatMap(([capability, module]) =>
  Object.values(module)
    .filter(isOperation)
    .map((operation) => ({ capability, functionName: `${capability}/${kebabCase(operation.id)}` as const, operation })),
);
