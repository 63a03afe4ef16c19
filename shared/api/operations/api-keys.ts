import * as z from "zod";
import { Id, listQuery, Name, Time, TimeInput } from "../common.ts";
import { operation } from "../operation.ts";
import { permissions } from "../permissions.ts";
import * as rules from "../rules.ts";

const Permission = z.enum(permissions).meta({ id: "Permission" });

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    mode: z.enum(["live", "test"]),
    permissions: z.array(Permission),
    prefix: z.string().meta({ description: "How the key begins, to tell keys apart" }),
    createdAt: Time,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable(),
  })
  .meta({ id: "ApiKey" });

/** Only the answer that created the key contains the secret. In an idempotent replay it is null. */
export const CreatedApiKey = ApiKey.extend({ secret: z.string().nullable() }).meta({ id: "CreatedApiKey" });

export const CreateApiKey = z
  .strictObject({
    name: Name,
    mode: z.enum(["live", "test"]).default("live"),
    permissions: z.array(Permission).min(1).max(permissions.length),
    expiresAt: TimeInput.optional(),
  })
  .meta({ id: "CreateApiKey" });

export const createApiKey = operation({
  id: "createApiKey",
  method: "POST",
  path: "/v1/api-keys",
  permission: "manage_api_keys",
  summary: "Create an API key; its secret is shown once",
  description: "A key gets at most its maker's permissions, and a test key makes test keys only.",
  body: CreateApiKey,
  answers: { 201: CreatedApiKey },
  problems: ["limit_reached", "idempotency_mismatch"],
  rules: [rules.laterThanNow],
  idempotent: true,
  audited: true,
});

export const listApiKeys = operation({
  id: "listApiKeys",
  method: "GET",
  path: "/v1/api-keys",
  permission: "manage_api_keys",
  summary: "List the API keys, newest first",
  query: listQuery,
  answers: { 200: z.object({ items: z.array(ApiKey), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});

export const revokeApiKey = operation({
  id: "revokeApiKey",
  method: "DELETE",
  path: "/v1/api-keys/{id}",
  permission: "manage_api_keys",
  summary: "Revoke an API key; it stops working within 30 seconds",
  answers: { 204: null },
  problems: ["not_found"],
  audited: true,
});
