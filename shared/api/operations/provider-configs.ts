import * as z from "zod";
import { cursor, limit, OnBehalfOf, UserId, viewQuery } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { ConnectProviderNumber, ProviderNumber, TestConnection } from "../schemas/provider-account-schemas.ts";
import {
  CreateProviderConfig,
  ProviderConfig,
  ProviderConfigInView,
  UpdateProviderConfig,
} from "../schemas/provider-config-schemas.ts";
import { Credentials } from "../schemas/provider-credential-schemas.ts";

/** The problems of a number in the path that belongs to the provider account. */
const numberProblems = [
  "not_found",
  "invalid_number",
  "country_required",
  "not_supported",
  "provider_not_verified",
] as const;

/** Declares the same operations for a tenant's configurations and for the hub-wide ones. */
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
  /** A tenant's key can change a user's configuration only if it acts for that user. */
  const acting = infix === "Hub" ? z.strictObject({}) : z.strictObject({ onBehalfOf: OnBehalfOf.optional() });
  const actingRules = infix === "Hub" ? [] : [rules.actingUser];
  const listing = { limit, cursor, view: viewQuery.shape.view, ownerUserId: UserId.optional() };
  return {
    create: operation({
      id: `create${infix}ProviderConfig`,
      method: "POST",
      path: base,
      permission,
      ...own,
      summary: `Create a ${whose}`,
      query: acting,
      body: CreateProviderConfig,
      answers: { 201: ProviderConfig },
      problems: ["limit_reached", "idempotency_mismatch", "not_supported"],
      rules: [
        rules.ownedDefault,
        rules.failover,
        rules.fittingCredentials,
        rules.fewOwnNumbers,
        rules.keywordLists,
        rules.replyWords,
        rules.ownedReplies,
        ...actingRules,
      ],
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
      query: acting.extend(listing),
      answers: { 200: z.object({ items: z.array(ProviderConfigInView), nextCursor: z.string().nullable() }) },
      problems: ["invalid_cursor"],
      rules: actingRules,
    }),
    get: operation({
      id: `get${infix}ProviderConfig`,
      method: "GET",
      path: `${base}/{id}`,
      permission,
      ...own,
      summary: `Get one ${whose}`,
      query: acting.extend(viewQuery.shape),
      rules: actingRules,
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
      description:
        "Of a user's own configuration the tenant's key may set `isActive: false`, and nothing else, unless it says onBehalfOf. A number or Messaging Service of Twilio's that was not there before has to pass test-connection before the configuration sends again.",
      query: acting,
      body: UpdateProviderConfig,
      answers: { 200: ProviderConfig },
      problems: ["not_found", "conflict", "not_supported"],
      rules: [
        rules.ownedDefault,
        rules.failover,
        rules.fewOwnNumbers,
        rules.keywordLists,
        rules.replyWords,
        rules.ownedReplies,
        ...actingRules,
      ],
      audited: true,
    }),
    remove: operation({
      id: `delete${infix}ProviderConfig`,
      method: "DELETE",
      path: `${base}/{id}`,
      permission,
      ...own,
      summary: `Delete a ${whose} and its credentials`,
      query: acting,
      answers: { 204: null },
      problems: ["not_found", "conflict"],
      rules: actingRules,
      audited: true,
    }),
    setCredentials: operation({
      id: infix === "Hub" ? "setHubProviderCredentials" : "setProviderCredentials",
      method: "PUT",
      path: `${base}/{id}/credentials`,
      permission,
      ...own,
      summary: "Set the credentials",
      description:
        "Written once, never returned. The configuration must pass test-connection again before it sends. Twilio's are valid in one of its regions alone: `region` says in which.",
      query: acting,
      body: Credentials,
      answers: { 200: ProviderConfig },
      problems: ["not_found", "conflict", "not_supported"],
      rules: [rules.fittingCredentials, ...actingRules],
      audited: true,
    }),
    testConnection: operation({
      id: infix === "Hub" ? "testHubProviderConnection" : "testProviderConnection",
      method: "POST",
      path: `${base}/{id}/test-connection`,
      permission,
      ...own,
      summary: "Ask the provider whether the credentials work and the account has the senders",
      query: acting,
      answers: { 200: TestConnection },
      problems: ["not_found", "provider_rejected_credentials", "conflict"],
      rules: actingRules,
      audited: true,
    }),
    listNumbers: operation({
      id: infix === "Hub" ? "listHubProviderNumbers" : "listProviderNumbers",
      method: "GET",
      path: `${base}/{id}/phone-numbers`,
      permission,
      ...own,
      summary: "List the account's phone numbers and where their webhooks point",
      query: acting.extend({ limit, cursor }),
      rules: actingRules,
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
      query: acting,
      rules: actingRules,
      body: ConnectProviderNumber.default({ replace: false }),
      answers: { 200: ProviderNumber },
      problems: [...numberProblems, "number_in_use", "provider_rejected_credentials"],
      audited: true,
    }),
    disconnectNumber: operation({
      id: infix === "Hub" ? "disconnectHubProviderNumber" : "disconnectProviderNumber",
      method: "POST",
      path: `${base}/{id}/phone-numbers/{sid}/disconnect`,
      permission,
      ...own,
      summary: "Give a number its former webhooks back",
      query: acting,
      rules: actingRules,
      answers: { 200: ProviderNumber },
      problems: [...numberProblems, "conflict", "provider_rejected_credentials"],
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
