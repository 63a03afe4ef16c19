import { randomBytes } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import { NewProviderChannels } from "../../shared/api/schemas/channel-schemas.ts";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import type { TenantId } from "../../shared/kernel/ids.ts";
import { encryptCredentials } from "../../shared/provider-configs/credentials/credential-vault-encrypt.ts";
import {
  defaultPointer,
  itemOfConfig,
  type StoredProviderConfig,
} from "../../shared/provider-configs/provider-config.ts";
import { startInProcessHub } from "../support/in-process-hub.ts";
import { createTables, tableNamed } from "../support/tables/dynamo-tables.ts";

export type LookupWorld = Awaited<ReturnType<typeof startLookupWorld>>;

/** A hub in this process, for tests that set its clock and count its paid look-ups. */
export const startLookupWorld = async () => {
  const { simulator, close } = await startInProcessHub();
  await createTables(["lookups"]);
  return {
    simulator,
    /** The number of look-ups of a number at the provider. Each costs money. */
    paidRequests: async (number: string) =>
      (await simulator.requests({ operation: "lookups.fetch", to: number })).length,
    newTenant: async (config: Partial<StoredProviderConfig> = {}) => {
      const tenantId = `ten_${randomBytes(6).toString("hex")}` as TenantId;
      return { tenantId, config: await addConfig(tenantId, config) };
    },
    addConfig,
    close,
  };
};

/** Stores a verified Twilio configuration with the demo account's credentials as the tenant's default. */
const addConfig = async (tenantId: TenantId, changes: Partial<StoredProviderConfig> = {}) => {
  const id = changes.id ?? `cfg_${randomBytes(6).toString("hex")}`;
  const { accountSid, authToken } = demoAccount;
  const plaintext = JSON.stringify({ provider: "twilio", accountSid, authToken });
  const at = new Date().toISOString();
  const config: StoredProviderConfig = {
    id,
    tenantId,
    name: "Twilio",
    provider: "twilio",
    ownerUserId: null,
    isActive: true,
    testMode: false,
    verified: true,
    verifiedAt: at,
    channels: NewProviderChannels.parse({}),
    fromNumbers: [],
    messagingServiceSid: null,
    verifyServiceSid: null,
    senderId: null,
    smsType: "Transactional",
    maxPriceUsd: null,
    messagesPerSecond: null,
    smartEncoding: false,
    failoverConfigId: null,
    lookupCacheDays: 30,
    keywords: { stop: [], start: [], help: [] },
    replies: { stop: null, start: null, help: null, words: [] },
    providerAnswers: true,
    suspectedOptOuts: "flag",
    accountSidLast4: accountSid.slice(-4),
    region: "us1",
    externalId: null,
    createdAt: at,
    updatedAt: at,
    webhookId: randomBytes(16).toString("base64url"),
    credentials: await encryptCredentials({ tenantId, providerConfigId: id }, plaintext),
    credentialsVersion: at,
    numberBackups: {},
    healthStatus: "unknown",
    lastError: null,
    lastInboundAt: null,
    lastStatusCallbackAt: null,
    fingerprint: null,
    revision: 1,
    ...changes,
  };
  const put = (Item: Record<string, unknown>) =>
    dynamodb().send(new PutCommand({ TableName: tableNamed("providerConfigs"), Item }));
  await put(itemOfConfig(config));
  await put({ pk: tenantId, sk: defaultPointer, configId: id });
  return config;
};
