import type { Channel } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import { maximumScheduleDays } from "../../api/sizes.ts";
import { actingUser, concernedUser } from "../../identity/authorization/named-user.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { day } from "../../kernel/durations.ts";
import { broken } from "../../kernel/errors.ts";
import { olderForm } from "../../numbers/forms-of-number.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import { chooseConfig } from "../../provider-configs/choose-config.ts";
import { requireConfig, requireUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { smartEncoded } from "../../text/smart-encoding.ts";
import type { Outbound } from "./new-message.ts";
import { quietFor } from "./quiet-hours.ts";
import { requireFit, senderOf, testSenderOf } from "./sender-of.ts";
import { type ChosenTemplate, textOf } from "./text-of.ts";

/** One message as a client asks for it. */
export interface SendRequest {
  to: string;
  country?: string | undefined;
  body?: string | undefined;
  template?: ChosenTemplate | undefined;
  contentSid?: string | undefined;
  contentVariables?: Record<string, string> | undefined;
  channel: Channel;
  from?: string | undefined;
  mediaUrls?: readonly string[] | undefined;
  providerConfigId?: string | undefined;
  sendAt?: string | undefined;
  validitySeconds?: number | undefined;
  urgent?: boolean | undefined;
  /** Whom it concerns: that user's quiet hours hold. */
  userId?: string | undefined;
  onBehalfOf?: string | undefined;
  /** A notification: never by a user's own configuration, whoever asks for it (invariant 29). */
  isNotice?: boolean;
  metadata?: Record<string, string> | undefined;
  resendOf?: string;
}

/**
 * Settles everything about a message that can be settled before there is a row: number, configuration, sender, text. Throws what a
 * client is refused with: invalid_number, country_required, not_found, no_provider_config, provider_not_verified, not_supported, invalid_request,
 * permission_missing, template_variables_missing.
 */
export const planMessage = async (caller: Caller, request: SendRequest): Promise<Outbound> => {
  const to = toE164(request.to, request.country ?? caller.defaultCountry, { withFictional: takesFictional(caller) });
  const sendAt = sendTime(request.sendAt);
  const userId = concernedUser(caller, request.userId);
  const actingUserId = actingUser(caller, request.onBehalfOf);
  const [config, text, quiet] = await Promise.all([
    chooseConfig(caller, {
      providerConfigId: request.providerConfigId,
      actingUserId: request.isNotice ? null : actingUserId,
    }),
    textOf(caller, request),
    request.urgent ? null : quietFor(caller, { to, userId, at: sendAt }),
  ]);
  const isTest = caller.mode === "test" || config?.testMode === true;
  const { channel, mediaUrls, validitySeconds, metadata, resendOf } = request;
  const { body, template, contentSid, contentVariables } = text;
  const sender = senderFor(config, isTest, request);
  if (config) requireFit(config, request);
  return {
    to,
    // WhatsApp knows them by the form in which it wrote; to every other network it is no number any more.
    writtenAs: channel === "whatsapp" ? (olderForm(request.to) ?? undefined) : undefined,
    channel,
    body: config?.smartEncoding && channel === "sms" && body !== undefined ? smartEncoded(body) : body,
    template,
    contentSid,
    contentVariables,
    mediaUrls: mediaUrls ?? [],
    sender,
    config,
    isTest,
    sendAt: quiet?.until ?? sendAt,
    validitySeconds,
    validFrom: sendAt === undefined ? now() : Date.parse(sendAt),
    quietHours: quiet?.hours,
    userId,
    actingUserId,
    metadata: metadata ?? {},
    resendOf,
  };
};

/** Throws no_provider_config, provider_not_verified, and what senderOf throws. */
export const senderFor = (
  config: StoredProviderConfig | null,
  isTest: boolean,
  { channel, from }: Pick<SendRequest, "channel" | "from">,
) => {
  if (isTest) return testSenderOf(config, channel, from);
  const chosen = requireConfig(config);
  requireUsable(chosen);
  return senderOf(chosen, channel, from);
};

const maximumAheadMilliseconds = maximumScheduleDays * day;

export const sendTime = (sendAt: string | undefined): string | undefined => {
  if (sendAt === undefined) return undefined;
  const ahead = Date.parse(sendAt) - now();
  if (ahead > 0 && ahead <= maximumAheadMilliseconds) return sendAt;
  throw broken(rules.sendTime);
};
