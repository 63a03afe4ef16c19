import type * as z from "zod";
import { type Channel, traitsOf, usualChannel } from "../../api/channels.ts";
import type { BodyOf } from "../../api/operation.ts";
import type { previewMessage } from "../../api/operations/messages.ts";
import { problems } from "../../api/problems/problems.ts";
import type { MessagePreview } from "../../api/schemas/message-schemas.ts";
import { chooseConfig } from "../../delivery/choose-config.ts";
import { actingUser, concernedUser } from "../../identity/authorization/named-user.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { scopeOf } from "../../kernel/ids.ts";
import { estimatedMicroDollars } from "../../limits/caps/price-estimate.ts";
import { peekLimits } from "../../limits/peek-limits.ts";
import { normalize } from "../../numbers/normalize.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import { offendingCharacters } from "../../text/offending-characters.ts";
import { segmentsOf } from "../../text/segments.ts";
import { smartEncoded } from "../../text/smart-encoding.ts";
import { validityEnded } from "../message-errors.ts";
import { channelOfAddresses, withoutChannel } from "./named-channel.ts";
import { type SendRequest, senderFor, sendTime } from "./plan-message.ts";
import { quietUntil } from "./quiet-hours.ts";
import { requireFit } from "./sender-of.ts";
import { textOf } from "./text-of.ts";

type Preview = z.output<typeof MessagePreview>;
type Blocked = Preview["blocked"][number];

/** Goes every step of a send but the sending, and collects what a send would have stopped at first. */
export const preview = async (caller: Caller, asked: BodyOf<typeof previewMessage>): Promise<Preview> => {
  const blocked: Blocked[] = [];
  const attempt = attempts(blocked);
  const channel = (await attempt(() => channelOfAddresses(asked))) ?? asked.channel ?? usualChannel;
  const request = { ...asked, channel, to: withoutChannel(asked.to) };
  const country = request.country ?? caller.defaultCountry;
  const withFictional = takesFictional(caller);
  const to = await attempt(() => toE164(request.to, country, { withFictional }));
  await attempt(() => sendTime(request.sendAt));
  // Whose hours may not be seen has none.
  const userId = (await attempt(() => concernedUser(caller, request.userId))) ?? null;
  const actingUserId = (await attempt(() => actingUser(caller, request.onBehalfOf))) ?? null;
  const providerConfig =
    (await attempt(() => chooseConfig(caller, { providerConfigId: request.providerConfigId, actingUserId }))) ?? null;
  const isTest = caller.mode === "test" || providerConfig?.testMode === true;
  const isConfigAsked = blocked.some(({ code }) => code === "not_found");
  const sender = isConfigAsked ? undefined : await attempt(() => senderFor(providerConfig, isTest, request));
  if (providerConfig) await attempt(() => requireFit(providerConfig, request));
  const text = (await attempt(() => textOf(caller, request))) ?? nothing;
  const number = normalize(request.to, country, { withFictional });
  const quiet =
    to === undefined || request.urgent ? undefined : await quietUntil(caller, { to, userId, at: request.sendAt });
  const optedOut =
    to !== undefined && (await isOptedOut(ownersOf(caller, providerConfig?.tenantId), to, sender, providerConfig?.id));
  if (optedOut)
    blocked.push({ code: "recipient_opted_out", message: "The recipient has opted out of messages from this sender." });
  if (quiet !== undefined && isOutlasted(request, quiet))
    blocked.push({ code: validityEnded.code, message: "Its validity ends before the recipient's quiet hours do." });
  const described = describedText(request.channel, text.body, providerConfig?.smartEncoding === true);
  if (to !== undefined) {
    const [{ scope }, { country }, { channel }, segments] = [caller, number, request, described.segments.count];
    await attempt(() => peekLimits({ scope, to, country, channel, segments, isTest }));
  }
  return {
    ...described,
    estimatedPrice: priceOf(number.country, request.channel, described.segments.count, isTest),
    quietUntil: quiet ?? null,
    wouldSend: blocked.length === 0,
    blocked,
    to: number,
    channel: request.channel,
    provider: isTest ? "test" : (providerConfig?.provider ?? null),
    providerConfigId: providerConfig?.id ?? null,
    from: sender ?? null,
    isOptedOut: optedOut,
    sendAt: request.sendAt ?? null,
    isTest,
  };
};

/** Validity counts from when the message is wanted. */
const isOutlasted = ({ sendAt, validitySeconds }: SendRequest, quiet: string): boolean => {
  if (validitySeconds === undefined) return false;
  const wantedAt = sendAt === undefined ? now() : Date.parse(sendAt);
  return Date.parse(quiet) > wantedAt + validitySeconds * 1000;
};

/** Runs a step; the problem it throws is a reason, and anything else is thrown on. */
const attempts =
  (blocked: Blocked[]) =>
  async <Result>(step: () => Result | Promise<Result>): Promise<Result | undefined> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      blocked.push({ code: error.code, message: error.detail.detail ?? problems[error.code].title });
      return undefined;
    }
  };

const ownersOf = (caller: Caller, configTenantId: string | undefined): string[] => [
  scopeOf(caller.tenantId, caller.mode),
  ...(configTenantId === undefined ? [] : [configTenantId]),
];

const nothing = { body: undefined };

const priceOf = (country: string | null, channel: Channel, segments: number, isTest: boolean) => {
  if (country === null) return null;
  const microDollars = isTest ? 0 : estimatedMicroDollars({ channel, country, segments });
  return { amount: (microDollars / 1_000_000).toFixed(4), currency: "USD" };
};

const describedText = (channel: Channel, body: string | undefined, isSmart: boolean) => {
  if (!traitsOf(channel).hasSegments || body === undefined)
    return {
      body: body ?? null,
      segments: { count: 1, encoding: segmentsOf(body ?? "").encoding },
      offendingCharacters: [],
      smartEncoding: null,
    };
  const sent = isSmart ? smartEncoded(body) : body;
  const segments = segmentsOf(sent);
  return {
    body: sent,
    segments,
    offendingCharacters: offendingCharacters(sent),
    smartEncoding: suggestion(sent),
  };
};

const suggestion = (body: string): Preview["smartEncoding"] => {
  const plain = smartEncoded(body);
  return plain === body ? null : { body: plain, segments: segmentsOf(plain) };
};
