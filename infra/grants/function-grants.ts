import type { FunctionName } from "../../shared/api/registry.ts";
import {
  accepting,
  administration,
  checkingCodes,
  connecting,
  controllingBatch,
  type Grants,
  jobs,
  provider,
  recordingOptOuts,
  sendingCodes,
} from "./grants.ts";
import { workerGrants } from "./worker-grants.ts";

/**
 * The rights of each function. worker-grants.ts has the rows of webhooks, workers and erasers. A row equals the needs of the modules that
 * the function's bundle imports (invariant 23): a test compares them, and `npm run grants` prints the row that a bundle needs.
 */
export const grants: Readonly<Record<FunctionName, Grants>> = {
  "service/authorize": { apiKeys: "readWrite", tenants: "read" },
  "service/not-found": {},
  "service/get-health": {},
  "service/get-openapi-document": {},

  "numbers/normalize-number": {},

  "lookups/lookup-number": { lookups: "readWrite", providerConfigs: "read", credentials: "decrypt" },
  "lookups/list-lookups": { lookups: "read" },
  "lookups/get-lookup": { lookups: "read" },
  "lookups/put-lookup": { lookups: "readWrite", limits: "readWrite" },
  "lookups/delete-lookup": { lookups: "readWrite" },

  "messages/send-message": accepting,
  "messages/resend-message": accepting,
  "opt-outs/list-opt-outs": { optOuts: "read", numberHash: "mac" },
  "opt-outs/put-opt-out": { optOuts: "readWrite", providerConfigs: "read", numberHash: "mac" },
  "opt-outs/delete-opt-out": { optOuts: "readWrite", numberHash: "mac" },
  "opt-outs/import-opt-outs": { optOuts: "readWrite", providerConfigs: "read", numberHash: "mac" },
  "opt-outs/export-opt-outs": { optOuts: "read", numberHash: "mac" },
  "notifications/notify-user": { ...accepting, notifications: "readWrite" },
  "notifications/get-notification": { notifications: "read" },
  "messages/preview-message": {
    providerConfigs: "read",
    optOuts: "read",
    numberHash: "mac",
    limits: "read",
    templates: "read",
    preferences: "read",
  },
  "messages/list-messages": { messages: "read" },
  "messages/get-message": { messages: "read" },
  "messages/get-message-media": { messages: "read", ...provider },
  "messages/refresh-message": { messages: "readWrite", ...recordingOptOuts, ...provider },
  "messages/redact-message": { messages: "readWrite", ...provider },
  "messages/delete-message": { messages: "readWrite" },
  "messages/cancel-message": { messages: "readWrite" },

  "message-batches/create-batch-upload": { recipients: "write", limits: "readWrite" },
  "message-batches/create-batch": {
    numberHash: "mac",
    batches: "readWrite",
    batchesQueue: "send",
    recipients: "readWrite",
    providerConfigs: "read",
    templates: "read",
    preferences: "read",
    limits: "readWrite",
  },
  "message-batches/start-batch": controllingBatch,
  "message-batches/pause-batch": { batches: "readWrite" },
  "message-batches/resume-batch": controllingBatch,
  "message-batches/cancel-batch": { ...controllingBatch, events: "readWrite" },
  "message-batches/list-batches": { batches: "read" },
  "message-batches/get-batch": { batches: "read" },
  "message-batches/list-batch-messages": { batches: "read", messages: "read" },
  "message-batches/get-batch-results": {
    batches: "readWrite",
    messages: "read",
    recipients: "read",
    numberHash: "mac",
    batchesQueue: "send",
  },

  "templates/create-template": { templates: "readWrite", audit: "append", limits: "readWrite", numberHash: "mac" },
  "templates/list-templates": { templates: "read" },
  "templates/get-template": { templates: "read" },
  "templates/update-template": { templates: "readWrite", audit: "append" },
  "templates/delete-template": { templates: "readWrite", audit: "append" },
  "templates/render-template": { templates: "read" },

  "preferences/get-preferences": { preferences: "read" },
  "preferences/update-preferences": { preferences: "readWrite", audit: "append" },

  "verifications/start-verification": sendingCodes,
  "verifications/resend-verification": sendingCodes,
  "verifications/check-verification": checkingCodes,
  "verifications/check-verification-by-number": checkingCodes,
  "verifications/cancel-verification": { verifications: "readWrite", credentials: "decrypt", providerConfigs: "read" },
  "verifications/get-verification": { verifications: "read" },
  "verifications/list-verifications": { verifications: "read", numberHash: "mac" },

  "verification-policies/get-verification-policy": { tenants: "read" },
  "verification-policies/update-verification-policy": {
    tenants: "readWrite",
    providerConfigs: "read",
    templates: "read",
    audit: "append",
  },

  "provider-configs/list-provider-configs": { providerConfigs: "read" },
  "provider-configs/get-provider-config": { providerConfigs: "read" },
  "provider-configs/create-provider-config": { ...administration, credentials: "encrypt", numberHash: "mac" },
  "provider-configs/update-provider-config": administration,
  "provider-configs/delete-provider-config": administration,
  "provider-configs/set-provider-credentials": { ...administration, credentials: "encrypt" },
  "provider-configs/test-provider-connection": { ...connecting, snsRoles: "assume" },
  "provider-configs/list-provider-numbers": { providerConfigs: "read", credentials: "decrypt" },
  "provider-configs/connect-provider-number": connecting,
  "provider-configs/disconnect-provider-number": connecting,

  "provider-configs/list-hub-provider-configs": { providerConfigs: "read" },
  "provider-configs/get-hub-provider-config": { providerConfigs: "read" },
  "provider-configs/create-hub-provider-config": { ...administration, credentials: "encrypt", numberHash: "mac" },
  "provider-configs/update-hub-provider-config": administration,
  "provider-configs/delete-hub-provider-config": administration,
  "provider-configs/set-hub-provider-credentials": { ...administration, credentials: "encrypt" },
  "provider-configs/test-hub-provider-connection": { ...connecting, snsRoles: "assume" },
  "provider-configs/list-hub-provider-numbers": { providerConfigs: "read", credentials: "decrypt" },
  "provider-configs/connect-hub-provider-number": connecting,
  "provider-configs/disconnect-hub-provider-number": connecting,

  "api-keys/create-api-key": { apiKeys: "readWrite", audit: "append", limits: "readWrite", numberHash: "mac" },
  "api-keys/list-api-keys": { apiKeys: "read" },
  "api-keys/revoke-api-key": { apiKeys: "readWrite", audit: "append" },

  "tenants/create-tenant": { tenants: "readWrite", apiKeys: "readWrite", audit: "append", numberHash: "mac" },
  "tenants/list-tenants": { tenants: "read" },
  "tenants/get-tenant": { tenants: "read" },
  "tenants/update-tenant": { tenants: "readWrite", audit: "append" },
  "tenants/suspend-tenant": { tenants: "readWrite", audit: "append" },
  "tenants/resume-tenant": { tenants: "readWrite", audit: "append" },

  "sending-pauses/set-sending-pause": { tenants: "readWrite", audit: "append" },
  "sending-pauses/list-sending-pauses": { tenants: "read" },
  "sending-pauses/end-sending-pause": { tenants: "readWrite", audit: "append" },

  "limits/get-limits": { tenants: "read", limits: "read" },
  "limits/update-limits": { tenants: "read", limits: "readWrite", events: "readWrite", audit: "append" },

  "events/list-events": { events: "read" },
  "erasures/create-erasure": { ...jobs, providerConfigs: "read" },
  "erasures/get-erasure": { jobs: "read" },
  "exports/create-export": jobs,
  "exports/get-export": { jobs: "read", exports: "read" },

  "audit/list-audit-events": { audit: "read" },
  ...workerGrants,
};

/** The row of a function. Throws if it has none: a function that needs no rights states an empty row. */
export function grantsOf(name: FunctionName): Grants {
  const row = grants[name];
  if (!row) throw new Error(`${name} has no row in function-grants.ts; \`npm run grants ${name}\` prints it.`);
  return row;
}
