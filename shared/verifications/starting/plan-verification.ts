import type { BodyOf } from "../../api/operation.ts";
import type { startVerification } from "../../api/operations/verifications.ts";
import * as rules from "../../api/rules.ts";
import { hashKey } from "../../aws/hash-key.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { second } from "../../kernel/durations.ts";
import { broken } from "../../kernel/errors.ts";
import { newClaimToken, tenantOfScope } from "../../kernel/ids.ts";
import { channelOfCode, withoutChannel } from "../../messages/planning/named-channel.ts";
import { normalize } from "../../numbers/normalize.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import { chooseConfig } from "../../provider-configs/choose-config.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { brakeOf } from "../../sending-pauses/brake.ts";
import { policyOf } from "../../verification-policies/policy-of.ts";
import { requirePurpose } from "../../verification-policies/require-purpose.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { engineName } from "../engines/choose-engine.ts";
import { requireDeliverable, requireVerifyService } from "../engines/deliverable.ts";
import { testCodeOf } from "../engines/test-code.ts";
import { tagOf } from "../number-tag.ts";
import { requireUnpaused } from "../require-unpaused.ts";
import type { StoredVerification } from "../verification.ts";
import { newVerificationId } from "../verification-id.ts";

type Channel = StoredVerification["channel"];

/** A code that is to be sent, with the policy and the configuration it goes by. */
export interface PlannedCode {
  verification: StoredVerification;
  config: StoredProviderConfig | null;
  policy: VerificationPolicy;
  tag: string;
}

/** Longer than any function runs. */
export const leaseMilliseconds = 30 * second;

/**
 * Settles everything about a verification that can be settled before there is a row: number, purpose, channel, configuration. What a
 * cold start must ask for, it asks for together. Throws invalid_number, country_required, invalid_request, provider_not_verified,
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
  const [policy, usual] = await Promise.all([
    policyOf(caller.tenantId),
    chooseConfig(caller, { actingUserId: null }),
    hashKey(),
    brakeOf(caller.tenantId),
  ]);
  requirePurpose(policy, request.purpose);
  const { providerConfigId } = policy;
  const config =
    providerConfigId === null ? usual : await chooseConfig(caller, { providerConfigId, actingUserId: null });
  const channel = channelOf(policy, channelOfCode(request), 0);
  const isTest = caller.mode === "test" || config?.testMode === true;
  const engine = engineName({ isTest, policy });
  requireWay(config, { scope, engine, channel, isTest });
  await requireUnpaused(config, { scope, to, channel, isTest });
  const tag = await tagOf(scope, to);
  const at = now();
  const createdAt = new Date(at).toISOString();
  const verification: StoredVerification = {
    id: newVerificationId(tag),
    scope,
    to,
    country: normalize(to).country,
    channel,
    engine,
    purpose: request.purpose,
    providerConfigId: config?.id ?? null,
    ...(userId === null ? {} : { userId }),
    metadata: request.metadata ?? {},
    status: "pending",
    attempts: 0,
    maximumAttempts: policy.maximumAttempts,
    codeLength: testCodeOf(scope, to, policy)?.length ?? policy.codeLength,
    lifetimeSeconds: policy.lifetimeSeconds,
    // Until it is known what came of it.
    sends: [{ channel, status: "unknown", error: null, at: createdAt }],
    nextSendAt: null,
    codeExpiresAt: at + policy.lifetimeSeconds * 1000,
    isTest,
    createdAt,
    requestId: caller.requestId,
    claimToken: newClaimToken(),
    leaseUntil: at + leaseMilliseconds,
  };
  return { verification, config, policy, tag };
};

/** The channel asked for, else the ladder's for this send, else the usual one. Throws invalid_request for one that is off. */
export const channelOf = (
  { channels, ladder }: VerificationPolicy,
  asked: Channel | undefined,
  sendsBefore: number,
  usual: Channel | undefined = channels[0],
): Channel => {
  if (asked !== undefined && !channels.includes(asked))
    throw broken(rules.policyChannel, { more: channels.join(", ") });
  return asked ?? ladder?.[Math.min(sendsBefore, ladder.length - 1)] ?? usual ?? "sms";
};

/** Throws what deliverable.ts throws, before anything is claimed or counted. */
export const requireWay = (
  config: StoredProviderConfig | null,
  { scope, engine, channel, isTest }: Pick<StoredVerification, "scope" | "engine" | "channel" | "isTest">,
): void => {
  if (engine === "twilio-verify") requireVerifyService(config, channel, tenantOfScope(scope));
  else requireDeliverable(config, channel, isTest);
};
