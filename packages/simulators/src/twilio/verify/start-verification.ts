import { randomInt } from "node:crypto";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { type Answer, jsonAnswer } from "../../wire/reply.ts";
import { packages } from "../lookups/packages.ts";
import type { Call } from "../operation.ts";
import { newSid } from "../sids.ts";
import { TwilioError } from "../twilio-error.ts";
import { type Channel, localeOf } from "./code-texts.ts";
import { deliverCode } from "./deliver-code.ts";
import { isLandline, refuseIfUnreachable } from "./refusals.ts";
import { checkStartParameters } from "./start-rules.ts";
import { type Verification, verificationResource } from "./verification.ts";
import type { VerifyService } from "./verify-service.ts";
import { verifyServiceAt } from "./verify-service-operations.ts";

const maximumSends = 5;
const lifetimeMs = 600_000;

/**
 * While a verification is pending, another start for its number sends the same code again, over any channel, without a longer lifetime.
 * Error 60203, and the errors of the rules that it calls.
 */
export function startVerification(call: Call): Answer {
  const { world, params } = call;
  const service = verifyServiceAt(call);
  const requested = checkStartParameters(params, service);
  const to = params.get("To") ?? "";
  const channel = requested === "sms" && service.skipSmsToLandlines && isLandline(world, to) ? "call" : requested;
  const pending = world.verifications.pending(service.sid, to);
  if (pending && pending.sends.length >= maximumSends) throw new TwilioError(60203, "Max send attempts reached", 429);
  refuseIfUnreachable(world, service, to, channel);

  const verification = pending ?? newVerification(call, service, to, channel);
  if (pending === undefined) world.verifications.add(verification);
  const locale = params.get("Locale") || localeOf(to);
  const order = { channel, locale, name: params.get("CustomFriendlyName") || service.friendlyName };
  const carriedBy = deliverCode(world, verification, { ...order, service, appHash: params.get("AppHash") });
  const at = new Date();
  verification.sends.push({ sid: newSid("VL"), at, channel, locale, carriedBy });
  verification.channel = channel;
  verification.dateUpdated = at;
  return jsonAnswer(201, verificationResource(verification, world.baseUrl()));
}

function newVerification(call: Call, service: VerifyService, to: string, channel: Channel): Verification {
  const now = new Date();
  return {
    sid: newSid("VE"),
    accountSid: service.accountSid,
    serviceSid: service.sid,
    to,
    channel,
    status: "pending",
    code: call.params.get("CustomCode") ?? newCode(service.codeLength),
    lookup: service.lookupEnabled ? { carrier: carrierOf(call, to) } : {},
    amount: call.params.get("Amount"),
    payee: call.params.get("Payee"),
    sends: [],
    checks: 0,
    dateCreated: now,
    dateUpdated: now,
    expiresAt: new Date(now.getTime() + lifetimeMs),
    isDeleted: false,
  };
}

function newCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, "0");
}

function carrierOf({ world }: Call, to: string): object | null {
  const number = parsePhoneNumberFromString(to);
  if (number === undefined) return null;
  const line = { ...packages.line_type_intelligence(number), ...world.lookups.get(to)?.line_type_intelligence };
  const { carrier_name: name, mobile_country_code, mobile_network_code, type, error_code } = line;
  return { mobile_country_code, type, error_code, mobile_network_code, name };
}
