import { randomBytes } from "node:crypto";
import type * as z from "zod";
import type { CreateProviderConfig } from "../../api/schemas/provider-config-schemas.ts";
import { nowIso } from "../../kernel/clock.ts";
import { newWebhookId, type TenantId } from "../../kernel/ids.ts";
import { manifestOf } from "../../providers/manifests.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

export type WantedNewConfig = z.output<typeof CreateProviderConfig>;

interface NewConfig {
  tenantId: TenantId;
  id: string;
  ownerUserId: string | null;
  fingerprint: string;
  wanted: WantedNewConfig;
}

/** The row of a new configuration, without credentials. */
export const newConfig = ({ wanted, ...named }: NewConfig): StoredProviderConfig => {
  const { credentials, isDefault, ...settings } = wanted;
  const at = nowIso();
  return {
    ...settings,
    ...named,
    webhookId: newWebhookId(),
    // The tenant's IAM role requires this value as sts:ExternalId.
    externalId: manifestOf(wanted.provider).usesExternalId ? `phonehub-${randomBytes(16).toString("hex")}` : null,
    credentials: null,
    credentialsVersion: null,
    accountSidLast4: null,
    region: null,
    verified: false,
    verifiedAt: null,
    numberBackups: {},
    healthStatus: "unknown",
    lastError: null,
    lastInboundAt: null,
    lastStatusCallbackAt: null,
    revision: 1,
    createdAt: at,
    updatedAt: at,
  };
};
