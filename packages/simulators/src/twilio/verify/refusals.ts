import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { TwilioError } from "../twilio-error.ts";
import type { World } from "../world.ts";
import type { Channel } from "./code-texts.ts";
import type { RefusalReason } from "./refusal-reasons.ts";
import type { VerifyService } from "./verify-service.ts";

/** Throws 60205, 60212, 60223, 60410 or 60605 where this number is not to be reached. */
export function refuseIfUnreachable(world: World, service: VerifyService, to: string, channel: Channel): void {
  const target = { accountSid: service.accountSid, to, operation: "verifications.create", channel };
  const armed = world.faults.take(["refuse-verification"], target);
  if (armed) throw refusal(armed.reason, to, channel);
  if (channel === "sms" && isLandline(world, to)) throw refusal("landline", to, channel);
}

/**
 * A landline is what the numbering plan calls one, or what tests set: unlike Lookup's, Verify's answer does not depend on the
 * last digit, lest every tenth number of a test could not be verified.
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
