import type { BodyOf } from "../api/operation.ts";
import type { updateVerificationPolicy } from "../api/operations/verification-policies.ts";
import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import type { TenantId } from "../kernel/ids.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import { readTemplate } from "../templates/template-reads.ts";
import type { VerificationPolicy } from "./verification-policy.ts";

type Changes = BodyOf<typeof updateVerificationPolicy>;

/** Throws invalid_request if a changed setting does not fit the resulting policy. Settings that stay the same are not judged. */
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
};

const requireLadder = ({ ladder, channels }: VerificationPolicy): void => {
  const off = ladder?.find((channel) => !channels.includes(channel));
  if (off) throw broken(rules.ladderChannels, { more: off });
};
