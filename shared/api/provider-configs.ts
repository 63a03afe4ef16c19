import * as z from "zod";
import { cursor, E164, Id, limit, Time, UserId, viewQuery } from "./common.ts";
import { operation } from "./operation.ts";

const name = z.string().trim().min(1).max(100);
const messagesPerSecond = z.number().positive().max(1000);

/** SNS sender IDs: 1–11 letters and digits with at least one letter. */
const SenderId = z.string().regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/);
const MessagingServiceSid = z.string().regex(/^MG[0-9a-f]{32}$/);
const VerifyServiceSid = z.string().regex(/^VA[0-9a-f]{32}$/);

export const ProviderName = z.enum(["twilio", "sns"]);

export const ProviderConfig = z
  .object({
    id: Id,
    name: z.string(),
    provider: ProviderName,
    ownerUserId: UserId.nullable(),
    isDefault: z.boolean(),
    isActive: z.boolean(),
    testMode: z.boolean(),
    verified: z.boolean(),
    verifiedAt: Time.nullable(),
    smsEnabled: z.boolean(),
    whatsappEnabled: z.boolean(),
    voiceEnabled: z.boolean(),
    fromNumbers: z.array(E164),
    whatsappNumber: E164.nullable(),
    messagingServiceSid: z.string().nullable(),
    verifyServiceSid: z.string().nullable(),
    senderId: z.string().nullable(),
    smsType: z.enum(["Promotional", "Transactional"]),
    maxPriceUsd: z.string().nullable(),
    messagesPerSecond: z.number().nullable(),
    smartEncoding: z.boolean(),
    failoverConfigId: Id.nullable(),
    lookupCacheDays: z.int(),
    hasCredentials: z.boolean(),
    accountSidLast4: z.string().nullable(),
    externalId: z
      .string()
      .nullable()
      .meta({ description: "SNS: what the tenant's role must demand as sts:ExternalId" }),
    webhookUrls: z.object({
      inbound: z.string().nullable(),
      status: z.string().nullable(),
      voice: z.string().nullable(),
    }),
    health: z.object({
      status: z.enum(["unknown", "healthy", "unhealthy"]),
      lastError: z.string().nullable(),
      lastInboundAt: Time.nullable(),
      lastStatusCallbackAt: Time.nullable(),
    }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "ProviderConfig" });

const BasicProviderConfig = ProviderConfig.pick({
  id: true,
  name: true,
  provider: true,
  isDefault: true,
  isActive: true,
});
const ProviderConfigInView = z.union([ProviderConfig, BasicProviderConfig]);

const changeable = {
  name,
  isDefault: z.boolean(),
  isActive: z.boolean(),
  testMode: z.boolean(),
  smsEnabled: z.boolean(),
  whatsappEnabled: z.boolean(),
  voiceEnabled: z.boolean(),
  fromNumbers: z.array(E164).max(400),
  whatsappNumber: E164.nullable(),
  messagingServiceSid: MessagingServiceSid.nullable(),
  verifyServiceSid: VerifyServiceSid.nullable(),
  senderId: SenderId.nullable(),
  smsType: z.enum(["Promotional", "Transactional"]),
  maxPriceUsd: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,5})?$/)
    .nullable(),
  messagesPerSecond: messagesPerSecond.nullable(),
  smartEncoding: z.boolean(),
  failoverConfigId: Id.nullable(),
  lookupCacheDays: z.int().min(0).max(365),
};

const TwilioCredentials = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/, "AC and 32 hexadecimal digits"),
  authToken: z.string().min(16).max(128),
  secondaryAuthToken: z.string().min(16).max(128).optional(),
  apiKeySid: z
    .string()
    .regex(/^SK[0-9a-f]{32}$/, "SK and 32 hexadecimal digits")
    .optional(),
  apiKeySecret: z.string().min(16).max(128).optional(),
});

const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const SnsRoleCredentials = z.strictObject({
  region: awsRegion,
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/phonehub-[\w+=,.@-]{1,55}$/, "a role whose name begins with phonehub-"),
});
const SnsKeyCredentials = z.strictObject({
  region: awsRegion,
  accessKeyId: z.string().regex(/^A[A-Z0-9]{15,127}$/),
  secretAccessKey: z.string().min(16).max(128),
});

/** Write-only. Which of them fits is judged against the configuration's provider. */
export const Credentials = z
  .union([TwilioCredentials, SnsRoleCredentials, SnsKeyCredentials])
  .meta({ id: "Credentials" });

export const CreateProviderConfig = z
  .strictObject({
    name,
    provider: ProviderName,
    ownerUserId: UserId.nullable().default(null),
    isDefault: changeable.isDefault
      .optional()
      .meta({ description: "The first configuration of a tenant is its default" }),
    isActive: changeable.isActive.default(true),
    testMode: changeable.testMode.default(false),
    smsEnabled: changeable.smsEnabled.default(true),
    whatsappEnabled: changeable.whatsappEnabled.default(false),
    voiceEnabled: changeable.voiceEnabled.default(false),
    fromNumbers: changeable.fromNumbers.default([]),
    whatsappNumber: changeable.whatsappNumber.default(null),
    messagingServiceSid: changeable.messagingServiceSid.default(null),
    verifyServiceSid: changeable.verifyServiceSid.default(null),
    senderId: changeable.senderId.default(null),
    smsType: changeable.smsType.default("Transactional"),
    maxPriceUsd: changeable.maxPriceUsd.default(null),
    messagesPerSecond: changeable.messagesPerSecond.default(null),
    smartEncoding: changeable.smartEncoding.default(false),
    failoverConfigId: changeable.failoverConfigId.default(null),
    lookupCacheDays: changeable.lookupCacheDays.default(30),
    credentials: Credentials.optional(),
  })
  .meta({ id: "CreateProviderConfig" });

export const UpdateProviderConfig = z.strictObject(changeable).partial().meta({ id: "UpdateProviderConfig" });

export const TestConnection = z.object({
  verified: z.boolean(),
  message: z.string(),
  account: z
    .object({
      name: z.string().nullable(),
      status: z.string().nullable(),
      balance: z.object({ amount: z.string(), currency: z.string() }).nullable(),
    })
    .nullable(),
});

export const ProviderNumber = z
  .object({
    sid: z.string(),
    number: E164,
    friendlyName: z.string().nullable(),
    capabilities: z.object({ sms: z.boolean(), mms: z.boolean(), voice: z.boolean() }),
    isConnected: z.boolean(),
    webhooks: z.object({
      smsUrl: z.string().nullable(),
      smsMethod: z.string().nullable(),
      smsFallbackUrl: z.string().nullable(),
      smsApplicationSid: z.string().nullable(),
    }),
  })
  .meta({ id: "ProviderNumber" });

export const ConnectProviderNumber = z
  .strictObject({ replace: z.boolean().default(false) })
  .meta({ id: "ConnectProviderNumber" });

/** The same operations twice: on a tenant's configurations, and on the hub-wide ones. */
const providerConfigOperations = <
  const Base extends string,
  const Infix extends "" | "Hub",
  const P extends "manage_provider_configs" | "platform_admin",
>(
  base: Base,
  infix: Infix,
  permission: P,
) => {
  const whose = infix === "Hub" ? "hub-wide provider configuration" : "provider configuration";
  const own = infix === "Hub" ? {} : ({ own: true } as const);
  return {
    create: operation({
      id: `create${infix}ProviderConfig`,
      method: "POST",
      path: base,
      permission,
      ...own,
      summary: `Create a ${whose}`,
      body: CreateProviderConfig,
      answers: { 201: ProviderConfig },
      problems: ["idempotency_mismatch"],
      idempotent: true,
      audited: true,
    }),
    list: operation({
      id: `list${infix}ProviderConfigs`,
      method: "GET",
      path: base,
      permission,
      ...own,
      summary: `List every ${whose}, newest first`,
      query: z.strictObject({ limit, cursor, view: viewQuery.shape.view, ownerUserId: UserId.optional() }),
      answers: { 200: z.object({ items: z.array(ProviderConfigInView), nextCursor: z.string().nullable() }) },
      problems: ["invalid_cursor"],
    }),
    get: operation({
      id: `get${infix}ProviderConfig`,
      method: "GET",
      path: `${base}/{id}`,
      permission,
      ...own,
      summary: `Get one ${whose}`,
      query: viewQuery,
      answers: { 200: ProviderConfigInView },
      problems: ["not_found"],
    }),
    update: operation({
      id: `update${infix}ProviderConfig`,
      method: "PATCH",
      path: `${base}/{id}`,
      permission,
      ...own,
      summary: `Change a ${whose}`,
      body: UpdateProviderConfig,
      answers: { 200: ProviderConfig },
      problems: ["not_found"],
      audited: true,
    }),
    remove: operation({
      id: `delete${infix}ProviderConfig`,
      method: "DELETE",
      path: `${base}/{id}`,
      permission,
      ...own,
      summary: `Delete a ${whose} and its credentials`,
      answers: { 204: null },
      problems: ["not_found"],
      audited: true,
    }),
    setCredentials: operation({
      id: infix === "Hub" ? "setHubProviderCredentials" : "setProviderCredentials",
      method: "PUT",
      path: `${base}/{id}/credentials`,
      permission,
      ...own,
      summary: "Set the credentials",
      description: "Written once, never returned. The configuration must pass test-connection again before it sends.",
      body: Credentials,
      answers: { 200: ProviderConfig },
      problems: ["not_found"],
      audited: true,
    }),
    testConnection: operation({
      id: infix === "Hub" ? "testHubProviderConnection" : "testProviderConnection",
      method: "POST",
      path: `${base}/{id}/test-connection`,
      permission,
      ...own,
      summary: "Ask the provider whether the credentials work",
      answers: { 200: TestConnection },
      problems: ["not_found", "provider_rejected_credentials", "conflict"],
      audited: true,
    }),
    listNumbers: operation({
      id: infix === "Hub" ? "listHubProviderNumbers" : "listProviderNumbers",
      method: "GET",
      path: `${base}/{id}/phone-numbers`,
      permission,
      ...own,
      summary: "List the account's phone numbers and where their webhooks point",
      query: z.strictObject({ limit, cursor }),
      answers: { 200: z.object({ items: z.array(ProviderNumber), nextCursor: z.string().nullable() }) },
      problems: [
        "not_found",
        "not_supported",
        "provider_not_verified",
        "invalid_cursor",
        "provider_rejected_credentials",
      ],
    }),
    connectNumber: operation({
      id: infix === "Hub" ? "connectHubProviderNumber" : "connectProviderNumber",
      method: "POST",
      path: `${base}/{id}/phone-numbers/{sid}/connect`,
      permission,
      ...own,
      summary: "Point a number's webhooks at this hub",
      description: "Where it already has some: 409 number_in_use showing them, unless replace is set.",
      body: ConnectProviderNumber.default({ replace: false }),
      answers: { 200: ProviderNumber },
      problems: [
        "not_found",
        "not_supported",
        "provider_not_verified",
        "number_in_use",
        "provider_rejected_credentials",
      ],
      audited: true,
    }),
    disconnectNumber: operation({
      id: infix === "Hub" ? "disconnectHubProviderNumber" : "disconnectProviderNumber",
      method: "POST",
      path: `${base}/{id}/phone-numbers/{sid}/disconnect`,
      permission,
      ...own,
      summary: "Give a number its former webhooks back",
      answers: { 200: ProviderNumber },
      problems: ["not_found", "not_supported", "provider_not_verified", "conflict", "provider_rejected_credentials"],
      audited: true,
    }),
  };
};

const tenant = providerConfigOperations("/v1/provider-configs", "", "manage_provider_configs");
export const createProviderConfig = tenant.create;
export const listProviderConfigs = tenant.list;
export const getProviderConfig = tenant.get;
export const updateProviderConfig = tenant.update;
export const deleteProviderConfig = tenant.remove;
export const setProviderCredentials = tenant.setCredentials;
export const testProviderConnection = tenant.testConnection;
export const listProviderNumbers = tenant.listNumbers;
export const connectProviderNumber = tenant.connectNumber;
export const disconnectProviderNumber = tenant.disconnectNumber;

const hub = providerConfigOperations("/v1/hub/provider-configs", "Hub", "platform_admin");
export const createHubProviderConfig = hub.create;
export const listHubProviderConfigs = hub.list;
export const getHubProviderConfig = hub.get;
export const updateHubProviderConfig = hub.update;
export const deleteHubProviderConfig = hub.remove;
export const setHubProviderCredentials = hub.setCredentials;
export const testHubProviderConnection = hub.testConnection;
export const listHubProviderNumbers = hub.listNumbers;
export const connectHubProviderNumber = hub.connectNumber;
export const disconnectHubProviderNumber = hub.disconnectNumber;
