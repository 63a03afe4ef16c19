import { fingerprintOf } from "../../aws/hash-key.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import { idForRequest, replayOrRefuse } from "../../identity/idempotency.ts";
import { Problem } from "../../kernel/errors.ts";
import { sealedCredentials } from "../credentials/seal-credentials.ts";
import { readConfig } from "../provider-config-reads.ts";
import { insertConfig, maximumOf } from "../provider-config-writes.ts";
import { beginChange } from "./change-managed.ts";
import { type ConfigManager, ownerOfNew } from "./config-manager.ts";
import { refuseOwnedDefault, refuseTooManyNumbers, refuseUnfitFailover, refuseUnfitKeywords } from "./config-rules.ts";
import { type ProviderConfigView, viewOfConfig } from "./config-view.ts";
import { newConfig, type WantedNewConfig } from "./new-config.ts";

interface MadeConfig {
  config: ProviderConfigView;
  replayed: boolean;
}

/**
 * Creates a configuration. If the tenant has no default yet, the new configuration becomes it, unless `isDefault` is false or a user owns
 * the configuration. Throws limit_reached.
 */
export const makeConfig = async (
  manager: ConfigManager,
  wanted: WantedNewConfig,
  idempotencyKey: string | null,
): Promise<MadeConfig> => {
  await beginChange(manager);
  const { tenantId } = manager;
  const ownerUserId = ownerOfNew(manager, wanted.ownerUserId);
  // Idempotency keys are separate for each user, so two users can use the same key.
  const whose = { ...manager, userId: ownerUserId ?? manager.userId };
  const id = await idForRequest("providerConfig", whose, "createProviderConfig", idempotencyKey);
  refuseOwnedDefault(wanted.isDefault, ownerUserId);
  refuseTooManyNumbers(wanted.fromNumbers, ownerUserId);
  refuseUnfitKeywords({ ...wanted, ownerUserId });
  await refuseUnfitFailover({ tenantId, id, ownerUserId }, wanted.failoverConfigId);

  const bare = newConfig({ tenantId, id, ownerUserId, fingerprint: await fingerprintOf(wanted), wanted });
  const row = wanted.credentials ? { ...bare, ...(await sealedCredentials(bare, wanted.credentials)) } : bare;
  const changes = { name: row.name, provider: row.provider, ownerUserId, hasCredentials: row.credentials !== null };
  const defaultChange = defaultChangeOf(wanted.isDefault, ownerUserId);
  const inserted = await insertConfig(row, defaultChange, auditOf(manager, id, changes));
  if (inserted === "full") throw full(ownerUserId);
  const stored = await readConfig(tenantId, id);
  if (!stored) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  if (inserted === "exists") replayOrRefuse(stored.config, row.fingerprint ?? "");
  return { config: viewOfConfig(stored.config, stored.defaultId), replayed: inserted === "exists" };
};

const full = (ownerUserId: string | null): Problem =>
  new Problem("limit_reached", {
    detail: `At most ${maximumOf(ownerUserId)} provider configurations ${ownerUserId === null ? "per tenant" : "per user"}: delete one first.`,
  });

const defaultChangeOf = (isDefault: boolean | undefined, ownerUserId: string | null) => {
  if (ownerUserId !== null || isDefault === false) return "leave";
  return isDefault ? "take" : "takeIfNone";
};
