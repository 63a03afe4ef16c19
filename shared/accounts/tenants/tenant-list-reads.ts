import { listMerged, type Page } from "../../aws/merged-query.ts";
import { type StoredTenant, tenantFromItem, tenantListKey } from "../../identity/tenants/tenant.ts";
import { config } from "../../kernel/config.ts";

/** Every tenant, newest first. Throws invalid_cursor. */
export const readTenantPage = (page: { limit: number; cursor?: string | undefined }): Promise<Page<StoredTenant>> =>
  listMerged({
    ...page,
    sources: [
      {
        table: config.table("tenants"),
        index: "all",
        key: { name: "listKey", value: tenantListKey },
        sortName: "listSort",
      },
    ],
    load: (items) => items.map(tenantFromItem),
  });
