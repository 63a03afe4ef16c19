import type * as z from "zod";
import type { MessagePreview } from "../api/messages.ts";
import { problems } from "../api/problems.ts";
import { Problem } from "../errors.ts";
import { scopeOf } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { toE164 } from "../numbers/to-e164.ts";
import { isOptedOut } from "../opt-outs/opt-out-reads.ts";
import { chooseConfig } from "../provider-configs/choose-config.ts";
import { offendingCharacters } from "./offending-characters.ts";
import { requireChannel, type SendRequest, senderFor, sendTime, userFor } from "./plan-message.ts";
import { type Segments, segmentsOf } from "./segments.ts";
import { smartEncoded } from "./smart-encoding.ts";

type Preview = z.output<typeof MessagePreview>;
type Blocked = Preview["blocked"][number];

/** Goes every step of a send but the sending, and collects what a send would have stopped at first. */
export const preview = async (caller: Caller, request: SendRequest): Promise<Preview> => {
  const blocked: Blocked[] = [];
  const attempt = attempts(blocked);
  const country = request.country ?? caller.defaultCountry;
  const to = await attempt(() => toE164(request.to, country));
  await attempt(() => sendTime(request.sendAt));
  const userId = (await attempt(() => userFor(caller, request.userId))) ?? null;
  const config =
    (await attempt(() => chooseConfig(caller, { providerConfigId: request.providerConfigId, userId }))) ?? null;
  const isTest = caller.mode === "test" || config?.testMode === true;
  const isConfigAsked = blocked.some(({ code }) => code === "not_found");
  const sender = isConfigAsked ? undefined : await attempt(() => senderFor(config, isTest, request));
  if (config) await attempt(() => requireChannel(config, request.channel));
  const optedOut = to !== undefined && (await isOptedOut(ownersOf(caller, config?.tenantId), to, sender));
  if (optedOut)
    blocked.push({ code: "recipient_opted_out", message: "The recipient has opted out of messages from this sender." });
  return {
    ...textOf(request, config?.smartEncoding === true),
    wouldSend: blocked.length === 0,
    blocked,
    to: normalize(request.to, country),
    channel: request.channel,
    provider: isTest ? "test" : (config?.provider ?? null),
    providerConfigId: config?.id ?? null,
    from: sender === undefined || sender.startsWith("MG") ? null : sender,
    isOptedOut: optedOut,
    sendAt: request.sendAt ?? null,
    isTest,
  };
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

const textOf = ({ body, channel }: SendRequest, isSmart: boolean) => {
  if (channel === "whatsapp" || body === undefined)
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
    smartEncoding: suggestion(sent, segments),
  };
};

const suggestion = (body: string, { count }: Segments): Preview["smartEncoding"] => {
  const plain = smartEncoded(body);
  const segments = segmentsOf(plain);
  return segments.count < count ? { body: plain, segments } : null;
};
