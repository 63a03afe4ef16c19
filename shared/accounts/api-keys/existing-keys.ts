import type { QueryOf } from "../../api/operation.ts";
import type { listApiKeys } from "../../api/operations/api-keys.ts";
import type { Page } from "../../aws/merged-query.ts";
import { pageOfRows } from "../../aws/short-list.ts";
import { type ApiKeyView, type StoredApiKey, viewOfApiKey } from "../../identity/api-keys/api-key.ts";
import { readApiKey, readApiKeys } from "../../identity/api-keys/api-key-reads.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import type { Caller } from "../../identity/caller.ts";
import { notFound } from "../../kernel/errors.ts";
import { revokeApiKeyRow } from "./api-key-writes.ts";

export const listKeys = async (caller: Caller, page: QueryOf<typeof listApiKeys>): Promise<Page<ApiKeyView>> => {
  const keys = await readApiKeys(caller.tenantId);
  const { items, nextCursor } = pageOfRows(
    keys.filter((key) => isWithinReach(caller, key)),
    page,
  );
  return { items: items.map(viewOfApiKey), nextCursor };
};

/** Revokes a key of the caller's tenant. The caller may revoke its own key. Throws not_found, also for a revoked key. */
export const revokeKey = async (caller: Caller, id: string): Promise<void> => {
  const key = await readApiKey(caller.tenantId, id);
  if (!key || !isWithinReach(caller, key)) throw notFound("API key");
  if (!(await revokeApiKeyRow(key, auditOf(caller, id)))) throw notFound("API key");
};

/** A test key sees and revokes test keys only. Nobody sees a revoked key. */
const isWithinReach = (caller: Caller, key: StoredApiKey): boolean =>
  key.revokedAt === null && (caller.mode === "live" || key.mode === "test");
