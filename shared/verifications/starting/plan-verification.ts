import { type CodeChannel, usualChannel } from "../../api/channels.ts";
import type { BodyOf } from "../../api/operation.ts";
import type { startVerification } from "../../api/operations/verifications.ts";
import * as rules from "../../api/rules.ts";
import { hashKey } from "../../aws/hash-key.ts";
import { chooseConfig } from "../../delivery/choose-config.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { broken } from "../../kernel/errors.ts";
import { newClaimToken } from "../../kernel/ids.ts";
import { channelOfCode, withoutChannel } from "../../messages/planning/named-channel.ts";
import { normalize } from "../../numbers/normalize.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import { restrictionsOf } from "../../sending-pauses/pause-reads.ts";
import { policyOf } from "../../verification-policies/policy-reads.ts";
import {
  requirePurpose,
  testCodeOf,
  type VerificationPolicy,
} from "../../verification-policies/verification-policy.ts";
import { requireFitConfig, requireUnpaused } from "../engines/deliverable.ts";
import type { PlannedCode } from "../engines/engine.ts";
import type { LimitedCode } from "../limits/send-limits.ts";
import { numberHashPrefix } from "../number-hash-prefix.ts";
import type { StoredVerification } from "../verification.ts";
import { newVerificationId } from "../verification-keys.ts";

/** The lease of a start or a resend. Longer than any function runs. */
export const sendLeaseMilliseconds = 30_000;

/**
 * Settles everything about a verification that can be settled before there is a row: number, purpose, channel, configuration. A cold
 * start loads everything that it needs at the same time. Throws invalid_number, country_required, invalid_request, provider_not_verified,
 * not_supported, not_found, sending_paused, temporarily_unavailable.
 */
export const planVerification = async (
  caller: Caller,
  request: BodyOf<typeof startVerification>,
): Promise<PlannedCode> => {
  const { scope } = caller;
  const to = toE164(withoutChannel(request.to), request.country ?? caller.defaultCountry, {
    withFictional: takesFictional(caller),
  });
  const userId = request.userId ?? caller.userId;
  const [policy, defaultConfig] = await Promise.all([
    policyOf(caller.tenantId),
    chooseConfig(caller, { actingUserId: null }),
    hashKey(),
    restrictionsOf(caller.tenantId),
  ]);
  requirePurpose(policy, request.purpose);
  const { providerConfigId } = policy;
  const providerConfig =
    providerConfigId === null ? defaultConfig : await chooseConfig(caller, { providerConfigId, actingUserId: null });
  const channel = channelOf(policy, channelOfCode(request), 0);
  const isTest = caller.mode === "test" || providerConfig?.testMode === true;
  // In test mode nothing reaches a provider, so the codes are the hub's own.
  const engine = isTest ? "own" : policy.engine;
  requireFitConfig(providerConfig, { scope, engine, channel, isTest });
  await requireUnpaused(providerConfig, { scope, to, channel, isTest });
  const hashPrefix = await numberHashPrefix(scope, to);
  const at = now();
  const createdAt = new Date(at).toISOString();
  const verification: StoredVerification = {
    id: newVerificationId(hashPrefix),
    scope,
    to,
    country: normalize(to).country,
    channel,
    engine,
    purpose: request.purpose,
    providerConfigId: providerConfig?.id ?? null,
    ...(userId === null ? {} : { userId }),
    metadata: request.metadata ?? {},
    status: "pending",
    attempts: 0,
    maximumAttempts: policy.maximumAttempts,
    codeLength: testCodeOf(scope, to, policy)?.length ?? policy.codeLength,
    lifetimeSeconds: policy.lifetimeSeconds,
    // Until the result of the send is known.
    sends: [{ channel, status: "unknown", error: null, at: createdAt }],
    nextSendAt: null,
    codeExpiresAt: at + policy.lifetimeSeconds * 1000,
    isTest,
    createdAt,
    requestId: caller.requestId,
    claimToken: newClaimToken(),
    leaseUntil: at + sendLeaseMilliseconds,
  };
  return { verification, providerConfig, policy, hashPrefix };
};

/** The requested channel, else the ladder's for this send, else the usual one. Throws invalid_request if the policy does not list it. */
export const channelOf = (
  { channels, ladder }: VerificationPolicy,
  asked: CodeChannel | undefined,
  sendsBefore: number,
  usual: CodeChannel | undefined = channels[0],
): CodeChannel => {
  if (asked !== undefined && !channels.includes(asked))
    throw broken(rules.policyChannel, { more: channels.join(", ") });
  return asked ?? ladder?.[Math.min(sendsBefore, ladder.length - 1)] ?? usual ?? usualChannel;
};

/** The facts about a code that the limits need. */
export const limitedCode = (
  { verification, policy, hashPrefix }: PlannedCode,
  { clientIp, deviceId }: Pick<LimitedCode, "clientIp" | "deviceId">,
): LimitedCode => {
  const { scope, to, country, channel, isTest } = verification;
  const allowedCountries = policy.allowedCountries ?? [];
  return { scope, to, hashPrefix, country, channel, policy, allowedCountries, isTest, clientIp, deviceId };
};
