import type * as z from "zod";
import type { CreateTenant } from "../../api/operations/tenants.ts";
import type { StoredTenant } from "../../identity/tenants/tenant.ts";
import { nowIso } from "../../kernel/clock.ts";
import type { TenantId } from "../../kernel/ids.ts";

interface NewTenant {
  id: TenantId;
  settings: z.output<typeof CreateTenant>;
  firstApiKeyId: string;
  fingerprint: string | null;
}

export const newTenant = ({ settings, ...rest }: NewTenant): StoredTenant => ({
  ...settings,
  ...rest,
  status: "active",
  createdAt: nowIso(),
});
