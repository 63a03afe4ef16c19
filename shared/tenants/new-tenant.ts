import type * as z from "zod";
import type { CreateTenant } from "../api/tenants.ts";
import { nowIso } from "../clock.ts";
import type { TenantId } from "../ids.ts";
import type { StoredTenant } from "./tenant.ts";

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
