import type { BodyOf } from "../api/operation.ts";
import type { updateVerificationPolicy } from "../api/operations/verification-policies.ts";
import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow, readDefaultConfig } from "../provider-configs/provider-config-reads.ts";
import { requireInRegion } from "../providers/regions.ts";
import { readTemplate } from "../templates/template-reads.ts";
import type { VerificationPolicy } from "./verification-policy.ts";

type Changes = BodyOf<typeof updateVerificationPolicy>;

/**
 * Throws invalid_request if a changed setting does not fit the resulting policy, and not_supported if its engine can never work in the region
 * of its configuration. Settings that stay the same are not judged.
 */
export const requireFit = async (tenantId: TenantId, changes: Changes, after: VerificationPolicy): Promise<void> => {
  if (changes.ladder || changes.channels) requireLadder(after);
  const { templateId = null, providerConfigId = null } = changes;
  const [template, providerConfig] = await Promise.all([
    templateId === null ? null : readTemplate(tenantId, templateId),
    providerConfigId === null ? null : readConfigRow(tenantId, providerConfigId),
  ]);
  if (templateId !== null && !template?.variables.includes("code")) throw broken(rules.policyTemplate);
  // A user could read the codes in the user's own provider account (invariant 29).
  if (providerConfigId !== null && providerConfig?.ownerUserId !== null) throw broken(rules.policyConfig);
  if (isOfEngine(changes) && after.engine !== "own") requireRegion(providerConfig ?? (await configOf(tenantId, after)));
};

const isOfEngine = ({ engine, providerConfigId }: Changes): boolean =>
  engine !== undefined || providerConfigId !== undefined;

/** The one that codes would go by now, as far as the tenant's own go. */
const configOf = (
  tenantId: TenantId,
  { providerConfigId }: VerificationPolicy,
): Promise<StoredProviderConfig | null> =>
  providerConfigId === null ? readDefaultConfig(tenantId) : readConfigRow(tenantId, providerConfigId);

const requireRegion = (providerConfig: StoredProviderConfig | null): void => {
  if (providerConfig) requireInRegion(providerConfig, "verifications");
};

const requireLadder = ({ ladder, channels }: VerificationPolicy): void => {
  const off = ladder?.find((channel) => !channels.includes(channel));
  if (off) throw broken(rules.ladderChannels, { more: off });
};
