import type { QueryOf } from "../../api/operation.ts";
import type { listApiKeys } from "../../api/operations/api-keys.ts";
import type { Page } from "../../aws/merged-query.ts";
import { pageOfRows } from "../../aws/small-list.ts";
import { type ApiKeyView, viewOfApiKey } from "../../identity/api-keys/api-key.ts";
import { readApiKeys } from "../../identity/api-keys/api-key-reads.ts";
import type { Caller } from "../../identity/caller.ts";
import { isWithinReach } from "./key-reach.ts";

export const listKeys = async (caller: Caller, page: QueryOf<typeof listApiKeys>): Promise<Page<ApiKeyView>> => {
  const keys = await readApiKeys(caller.tenantId);
  const { items, nextCursor } = pageOfRows(
    keys.filter((key) => isWithinReach(caller, key)),
    page,
  );
  return { items: items.map(viewOfApiKey), nextCursor };
};
