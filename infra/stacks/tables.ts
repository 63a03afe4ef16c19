import type { TableName } from "../../shared/kernel/config.ts";
import type { IndexShape, TableShape } from "../constructs/table.ts";

const byTime: IndexShape = { partitionKey: "timeKey", sortKey: "timeSort" };

export const tableShapes: Readonly<Record<TableName, TableShape>> = {
  tenants: {
    logicalId: "TenantsTable",
    hasSortKey: false,
    indexes: { all: { partitionKey: "listKey", sortKey: "listSort" } },
  },
  apiKeys: { logicalId: "ApiKeysTable", hasSortKey: true, expires: true, indexes: {} },
  providerConfigs: {
    logicalId: "ProviderConfigsTable",
    hasSortKey: true,
    indexes: {
      byTime: { ...byTime, keysOnly: true },
      byWebhookId: { partitionKey: "webhookId" },
      byOptOutsRead: {
        partitionKey: "provider",
        sortKey: "optOutsReadAt",
        sortKeyIsNumber: true,
        keysOnly: true,
      },
    },
  },
  messages: {
    logicalId: "MessagesTable",
    hasSortKey: false,
    expires: true,
    feedsEvents: true,
    indexes: {
      byTime: { ...byTime, keysOnly: true },
      byParty: { partitionKey: "partyKey", sortKey: "timeSort", keysOnly: true },
      byOwnNumber: { partitionKey: "ownKey", sortKey: "timeSort", keysOnly: true },
      byProviderId: { partitionKey: "providerKey", keysOnly: true },
      byBatch: { partitionKey: "batchKey", sortKey: "timeSort", keysOnly: true },
      byUser: { partitionKey: "userKey", sortKey: "timeSort", keysOnly: true },
      open: { partitionKey: "openKey", sortKey: "checkAt", sortKeyIsNumber: true, keysOnly: true },
    },
  },
  lookups: { logicalId: "LookupsTable", hasSortKey: true, expires: true, indexes: { byTime } },
  optOuts: {
    logicalId: "OptOutsTable",
    hasSortKey: true,
    feedsEvents: true,
    indexes: { byTime, byList: { partitionKey: "listKey", keysOnly: true } },
  },
  notifications: { logicalId: "NotificationsTable", hasSortKey: false, expires: true, indexes: {} },
  audit: { logicalId: "AuditTable", hasSortKey: true, indexes: {} },
  jobs: {
    logicalId: "JobsTable",
    hasSortKey: true,
    expires: true,
    indexes: { byNumber: { partitionKey: "numberKey", sortKey: "timeSort" } },
  },
  templates: { logicalId: "TemplatesTable", hasSortKey: true, expires: true, indexes: { byTime } },
  preferences: {
    logicalId: "PreferencesTable",
    hasSortKey: false,
    indexes: { byNumber: { partitionKey: "numberKey" } },
  },
  batches: {
    logicalId: "BatchesTable",
    hasSortKey: true,
    indexes: {
      byTime,
      due: { partitionKey: "dueKey", sortKey: "dueAt", sortKeyIsNumber: true, keysOnly: true },
    },
  },
  limits: { logicalId: "LimitsTable", hasSortKey: false, expires: true, indexes: {} },
  events: { logicalId: "EventsTable", hasSortKey: true, expires: true, indexes: {} },
  verifications: {
    logicalId: "VerificationsTable",
    hasSortKey: true,
    expires: true,
    feedsEvents: true,
    indexes: {
      byTime: { ...byTime, keysOnly: true },
      byNumber: { partitionKey: "pk", sortKey: "timeSort", keysOnly: true },
    },
  },
};
