import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { TwilioError } from "../twilio-error.ts";
import type { World } from "../world.ts";
import type { Channel } from "./code-texts.ts";
import type { RefusalReason } from "./refusal-reasons.ts";
import type { VerifyService } from "./verify-service.ts";

/** Throws 60205, 60212, 60223, 60410 or 60605 if a code cannot reach this number. */
export function refuseIfUnreachable(world: World, service: VerifyService, to: string, channel: Channel): void {
  const target = { accountSid: service.accountSid, to, operation: "verifications.create", channel };
  const armed = world.faults.take(["refuse-verification"], target);
  if (armed) throw refusal(armed.reason, to, channel);
  if (channel === "sms" && isLandline(world, to)) throw refusal("landline", to, channel);
}

/**
 * True for a landline by the numbering plan, or by a test's lookup record. Unlike Lookup's line type, this does not depend on the last
 * digit, because otherwise a test could not verify every tenth number.
 */
export function isLandline(world: World, to: string): boolean {
  const set = world.lookups.get(to)?.line_type_intelligence?.type;
  return set === undefined ? parsePhoneNumberFromString(to)?.getType() === "FIXED_LINE" : set === "landline";
}

function refusal(reason: RefusalReason, to: string, channel: Channel): TwilioError {
  switch (reason) {
    case "landline":
      return new TwilioError(60205, "SMS is not supported by landline phone number", 403);
    case "prefix-blocked":
      return new TwilioError(
        60410,
        `The destination phone number has been temporarily blocked by Twilio due to fraudulent activities. The block applies to prefix ${to.slice(0, 8)}`,
        403,
      );
    case "channel-disabled":
      return new TwilioError(60223, `Delivery channel disabled: ${channel.toUpperCase()}`);
    case "geo-not-permitted":
      return new TwilioError(
        60605,
        `The destination phone number has been blocked by Verify Geo-Permissions for the ${channel} channel`,
        403,
      );
    case "concurrent":
      return new TwilioError(60212, "Too many concurrent requests for phone number", 429);
  }
}
