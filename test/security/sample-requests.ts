import { pathParameterNames } from "../../shared/api/operation.ts";
import { type RegisteredOperation, registry } from "../../shared/api/registry.ts";
import { allowing } from "../support/channels.ts";
import { newNumber, type TestTenant } from "../support/hub/hub.ts";

/** A valid body for each operation. An operation that needs a body and has none here fails the matrix. */
const bodies: Readonly<Record<string, () => unknown>> = {
  normalizeNumber: () => ({ input: "+14155550123" }),
  lookupNumber: () => ({ number: newNumber() }),
  putLookup: () => ({ lineType: "mobile" }),
  putOptOut: () => ({}),
  importOptOuts: () => "+14155552671",
  notifyUser: () => ({ userId: "ana", message: "x" }),
  sendMessage: () => ({ to: newNumber(), body: "x" }),
  previewMessage: () => ({ to: newNumber(), body: "x" }),
  createBatchUpload: () => ({ bytes: 10 }),
  createBatch: () => ({ to: [newNumber()], body: "x" }),
  resendMessage: () => ({ acceptDuplicateRisk: true }),
  createProviderConfig: () => ({ name: "x", provider: "twilio" }),
  updateProviderConfig: () => ({ name: "stolen" }),
  setProviderCredentials: () => ({ accountSid: `AC${"0".repeat(32)}`, authToken: "0".repeat(32) }),
  connectProviderNumber: () => ({ replace: true }),
  createApiKey: () => ({ name: "x", permissions: ["view_messages"] }),
  createTenant: () => ({ name: "x" }),
  createErasure: () => ({ number: newNumber() }),
  createExport: () => ({ number: newNumber() }),
  createTemplate: () => ({ name: "x", bodies: { en: "x" } }),
  updateTemplate: () => ({ name: "stolen" }),
  renderTemplate: () => ({ variables: {} }),
  updatePreferences: () => allowing("sms"),
  updateTenant: () => ({ name: "stolen" }),
  setSendingPause: () => ({ country: "TK", reason: "x" }),
  updateLimits: () => ({ monthlyMessages: 1 }),
  startVerification: () => ({ to: newNumber(), purpose: "login" }),
  checkVerification: () => ({ code: "123456" }),
  checkVerificationByNumber: () => ({ to: newNumber(), purpose: "login", code: "123456" }),
  resendVerification: () => ({}),
  updateVerificationPolicy: () => ({ codeLength: 8 }),
};

const baseId = (id: string): string => id.replace("Hub", "");

export const bodyFor = ({ operation }: RegisteredOperation): unknown =>
  operation.body === undefined ? undefined : (bodies[operation.id] ?? bodies[baseId(operation.id)])?.();

/** The operations whose path names a resource. */
export const resourceOperations = registry.filter(({ operation }) => pathParameterNames(operation.path).length > 0);
export const protectedOperations = registry.filter(({ operation }) => operation.permission !== "none");

export interface OwnedIds {
  messageId: string;
  batchId: string;
  configId: string;
  numberSid: string;
  apiKeyId: string;
  tenantId: string;
  lookedUpNumber: string;
  erasureId: string;
  exportId: string;
  templateId: string;
  notificationId: string;
  verificationId: string;
  userId: string;
  pauseId: string;
}

/** Creates one resource of each kind for the tenant. */
export const ownedIds = async (tenant: TestTenant): Promise<OwnedIds> => {
  const lookedUpNumber = newNumber();
  const userId = `user-${crypto.randomUUID()}`;
  const [message, batch, key, erasure, exported, template, notification, verification, pause] = await Promise.all([
    tenant.api.post("/v1/messages", { to: newNumber(), body: "mine" }),
    tenant.api.post("/v1/message-batches", { to: [newNumber()], body: "mine", autoStart: false }),
    tenant.api.post("/v1/api-keys", { name: "mine", permissions: ["view_messages"] }),
    tenant.api.post("/v1/erasures", { number: newNumber() }),
    tenant.api.post("/v1/exports", { number: newNumber() }),
    tenant.api.post("/v1/templates", { name: "mine", bodies: { en: "mine" } }),
    tenant.api.post("/v1/notifications", { userId, message: "mine" }),
    tenant.api.post("/v1/verifications", { to: newNumber(), purpose: "login" }),
    // No test sends to this country.
    tenant.api.put("/v1/sending-pauses", { country: "TK", reason: "mine" }),
    tenant.api.patch(`/v1/users/${userId}/preferences`, { number: newNumber() }),
    tenant.api.put(`/v1/lookups/${lookedUpNumber}`, { lineType: "mobile" }),
  ]);
  return {
    messageId: message.body.id,
    batchId: batch.body.id,
    configId: tenant.config.id,
    numberSid: tenant.twilio.numberSid,
    apiKeyId: key.body.id,
    tenantId: tenant.id,
    lookedUpNumber,
    erasureId: erasure.body.id,
    exportId: exported.body.id,
    templateId: template.body.id,
    notificationId: notification.body.id,
    verificationId: verification.body.id,
    userId,
    pauseId: pause.body.id,
  };
};

/** Ids in the right format that name no resource. */
export const unknownIds = (): OwnedIds => ({
  messageId: `msg_${"A".repeat(22)}`,
  batchId: `bat_${"A".repeat(22)}`,
  configId: `cfg_${"A".repeat(22)}`,
  numberSid: `PN${"0".repeat(32)}`,
  apiKeyId: `key_${"A".repeat(22)}`,
  tenantId: `ten_${"A".repeat(22)}`,
  lookedUpNumber: newNumber(),
  erasureId: `ers_${"A".repeat(22)}`,
  exportId: `exp_${"A".repeat(22)}`,
  templateId: `tpl_${"A".repeat(22)}`,
  notificationId: `ntf_${"A".repeat(22)}`,
  verificationId: `ver_${"A".repeat(32)}`,
  userId: `nobody-${"A".repeat(22)}`,
  pauseId: `pau_${"A".repeat(22)}`,
});

const idFields: Readonly<Record<string, keyof OwnedIds>> = {
  messages: "messageId",
  "message-batches": "batchId",
  "provider-configs": "configId",
  "api-keys": "apiKeyId",
  tenants: "tenantId",
  limits: "tenantId",
  erasures: "erasureId",
  exports: "exportId",
  templates: "templateId",
  notifications: "notificationId",
  verifications: "verificationId",
  "verification-policies": "tenantId",
  "sending-pauses": "pauseId",
};

/** The operation's path with these ids. Throws if the matrix has no id for a parameter of the path. */
export const pathFor = ({ operation, capability }: RegisteredOperation, ids: OwnedIds): string =>
  operation.path.replace(/\{([A-Za-z]+)\}/g, (_match, name: string) => {
    if (name === "number") return encodeURIComponent(ids.lookedUpNumber);
    if (name === "sid") return ids.numberSid;
    if (name === "index") return "0";
    if (name === "userId") return ids.userId;
    const field = idFields[capability];
    if (name === "id" && field) return ids[field];
    throw new Error(`The cross-tenant matrix has no row for ${operation.id}'s {${name}}: add one`);
  });
