import { readApiKey } from "../../identity/api-keys/api-key-reads.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import type { Caller } from "../../identity/caller.ts";
import { notFound } from "../../kernel/errors.ts";
import { revokeApiKeyRow } from "./api-key-writes.ts";
import { isWithinReach } from "./key-reach.ts";

/** Revokes a key of the caller's tenant, the caller's own included. Throws not_found, also for one that is revoked already. */
export const revokeKey = async (caller: Caller, id: string): Promise<void> => {
  const key = await readApiKey(caller.tenantId, id);
  if (!key || !isWithinReach(caller, key)) throw notFound("API key");
  if (!(await revokeApiKeyRow(key, auditOf(caller, id)))) throw notFound("API key");
};
