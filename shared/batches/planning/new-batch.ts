import { chooseConfig } from "../../delivery/choose-config.ts";
import { actingUser } from "../../identity/authorization/named-user.ts";
import type { Caller } from "../../identity/caller.ts";
import { nowIso } from "../../kernel/clock.ts";
import { senderFor, sendTime } from "../../messages/planning/plan-message.ts";
import { quietRuleFor } from "../../messages/planning/quiet-hours.ts";
import { requireFit } from "../../messages/planning/sender-of.ts";
import type { StoredBatch } from "../batch.ts";
import { contentOf } from "./batch-content.ts";
import type { ChanneledBatch } from "./batch-request.ts";

/**
 * Settles everything about a batch that does not depend on a recipient: configuration, sender, text. Throws the problems that refuse a
 * single message: not_found, provider_not_verified, not_supported, invalid_request, permission_missing.
 */
export const newBatch = async (
  caller: Caller,
  request: ChanneledBatch,
  { id, fingerprint }: { id: string; fingerprint: string },
): Promise<Omit<StoredBatch, "source">> => {
  const { scope, tenantId, mode, requestId, defaultCountry } = caller;
  const { channel, from, providerConfigId, country, mediaUrls, validitySeconds, metadata, autoStart } = request;
  const sendAt = sendTime(request.sendAt) ?? null;
  const actingUserId = actingUser(caller, request.onBehalfOf);
  const [providerConfig, quietHours] = await Promise.all([
    chooseConfig(caller, { providerConfigId, actingUserId }),
    request.urgent ? null : quietRuleFor(caller, null),
  ]);
  const isTest = mode === "test" || providerConfig?.testMode === true;
  if (providerConfig) requireFit(providerConfig, request);
  const sender = senderFor(providerConfig, isTest, { channel, from }) ?? null;
  return {
    scope,
    id,
    status: "importing",
    channel,
    ...(await contentOf(tenantId, request)),
    mediaUrls: mediaUrls ?? [],
    sender,
    providerConfigId: providerConfig?.id ?? null,
    configTenantId: providerConfig?.tenantId ?? null,
    provider: isTest || !providerConfig ? "test" : providerConfig.provider,
    isTest,
    country: country ?? defaultCountry,
    validitySeconds: validitySeconds ?? null,
    actingUserId,
    metadata: metadata ?? {},
    quietHours,
    autoStart,
    total: 0,
    duplicates: 0,
    invalidCount: 0,
    invalid: [],
    rangeCount: null,
    doneRanges: 0,
    generation: 0,
    failure: null,
    pausedBy: null,
    isHeld: false,
    resultsAt: null,
    isBeingStruck: false,
    struckAt: null,
    sendAt,
    createdAt: nowIso(),
    completedAt: null,
    requestId,
    fingerprint,
  };
};
