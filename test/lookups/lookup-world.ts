import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import type { KeyRing, KmsKey } from "../../infra/local/kms/keys.ts";
import { startKms } from "../../infra/local/kms/kms-server.ts";
import { demoAccount } from "../../infra/local/simulators/twilio/accounts/demo-account.ts";
import { twilioControl } from "../../infra/local/simulators/twilio/control-client.ts";
import { startTwilioSimulator } from "../../infra/local/simulators/twilio/start-twilio-simulator.ts";
import { type TableShape, tableShapes } from "../../infra/stacks/tables.ts";
import { encryptCredentials } from "../../shared/aws/credential-vault-encrypt.ts";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { tableVariables, variables } from "../../shared/config.ts";
import type { TenantId } from "../../shared/ids.ts";
import {
  defaultPointer,
  itemOfConfig,
  type StoredProviderConfig,
} from "../../shared/provider-configs/provider-config.ts";

export type LookupWorld = Awaited<ReturnType<typeof startLookupWorld>>;

/** A real DynamoDB, a KMS that encrypts, and the Twilio simulator as the judge of what was paid for. */
export const startLookupWorld = async () => {
  const [database, keys, simulator] = await Promise.all([
    startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") }),
    startKms(oneKey()),
    startTwilioSimulator(),
  ]);
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_ENDPOINT_URL_KMS: keys.url,
    [variables.environment]: "dev",
    [variables.logLevel]: "ERROR",
    [variables.credentialsKey]: keyId,
    [variables.twilioBaseUrl]: simulator.url,
    [tableVariables.lookups]: "lookups",
    [tableVariables.providerConfigs]: "providerConfigs",
  });
  await Promise.all([
    createTable("lookups", tableShapes.lookups),
    createTable("providerConfigs", tableShapes.providerConfigs),
  ]);
  const control = twilioControl(simulator.url);
  return {
    control,
    /** How often the provider was asked about a number: each time costs money. */
    paidRequests: async (number: string) => (await control.requests({ operation: "lookups.fetch", to: number })).length,
    newTenant: async (config: Partial<StoredProviderConfig> = {}) => {
      const tenantId = `ten_${randomBytes(6).toString("hex")}` as TenantId;
      return { tenantId, config: await addConfig(tenantId, config) };
    },
    addConfig,
    close: () => Promise.all([database.close(), keys.close(), simulator.close()]),
  };
};

const keyId = "test-key";

const oneKey = (): KeyRing => {
  const arn = `arn:aws:kms:eu-central-1:000000000000:key/${keyId}`;
  const material = randomBytes(32);
  const key: KmsKey = { id: keyId, arn, enabled: true, usage: "ENCRYPT_DECRYPT", spec: "SYMMETRIC_DEFAULT", material };
  return { find: () => key, usable: () => key };
};

const createTable = async (name: string, { hasSortKey, indexes }: TableShape) => {
  const keySchema = (partitionKey: string, sortKey?: string) => [
    { AttributeName: partitionKey, KeyType: "HASH" as const },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: "RANGE" as const }]),
  ];
  const primary = hasSortKey ? ["pk", "sk"] : ["pk"];
  const names = new Set([
    ...primary,
    ...Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ]);
  await dynamodb().send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema("pk", hasSortKey ? "sk" : undefined),
      AttributeDefinitions: [...names]
        .filter((attribute) => attribute !== undefined)
        .map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, { partitionKey, sortKey }]) => ({
        IndexName,
        KeySchema: keySchema(partitionKey, sortKey),
        Projection: { ProjectionType: "ALL" as const },
      })),
    }),
  );
};

/** A tenant's verified Twilio configuration with the demo account's credentials, and its default. */
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
    smsEnabled: true,
    whatsappEnabled: false,
    voiceEnabled: false,
    fromNumbers: [],
    whatsappNumber: null,
    messagingServiceSid: null,
    verifyServiceSid: null,
    senderId: null,
    smsType: "Transactional",
    maxPriceUsd: null,
    messagesPerSecond: null,
    smartEncoding: false,
    failoverConfigId: null,
    lookupCacheDays: 30,
    accountSidLast4: accountSid.slice(-4),
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
    dynamodb().send(new PutCommand({ TableName: "providerConfigs", Item }));
  await put(itemOfConfig(config));
  await put({ pk: tenantId, sk: defaultPointer, configId: id });
  return config;
};
