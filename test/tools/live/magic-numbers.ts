import type { SendOutcome } from "../../../shared/providers/provider.ts";
import { twilio } from "../../../shared/providers/twilio/twilio.ts";

interface Credentials {
  accountSid: string;
  authToken: string;
}

const valid = "+15005550006";

/** Twilio's magic numbers for test credentials (https://www.twilio.com/docs/iam/test-credentials), and our outcome of each. */
const cases = [
  { what: "a valid sender and recipient", from: valid, to: "+14155552671", expected: "accepted" },
  { what: "an invalid sender", from: "+15005550001", to: valid, expected: "21212 sender_invalid" },
  { what: "a sender that is not ours", from: "+15005550007", to: valid, expected: "21606 sender_not_sms_capable" },
  { what: "a sender whose queue is full", from: "+15005550008", to: valid, expected: "21611 queue_full" },
  { what: "an invalid recipient", from: valid, to: "+15005550001", expected: "21211 recipient_invalid" },
  { what: "a recipient without a route", from: valid, to: "+15005550002", expected: "21612 recipient_not_routable" },
  { what: "a country not permitted", from: valid, to: "+15005550003", expected: "21408 country_not_permitted" },
  { what: "a recipient who opted out", from: valid, to: "+15005550004", expected: "21610 recipient_opted_out" },
  { what: "a recipient without SMS", from: valid, to: "+15005550009", expected: "21614 recipient_landline" },
] as const;

export interface Checked {
  what: string;
  expected: string;
  outcome: string;
}

/**
 * Sends each magic number to Twilio through our own adapter, and one request with a wrong token. It costs nothing and reaches no phone. The
 * default of `baseUrl` is the real api.twilio.com.
 */
export async function checkMagicNumbers(credentials: Credentials, baseUrl?: string): Promise<Checked[]> {
  const sendAs = async (as: Credentials, from: string, to: string) =>
    textOf(
      await twilio(as, { baseUrl }).messages.send({
        channel: "sms",
        from,
        to,
        body: "PhoneHub test:live",
        mediaUrls: [],
      }),
    );
  const checked: Checked[] = [];
  for (const { what, from, to, expected } of cases) {
    checked.push({ what, expected, outcome: await sendAs(credentials, from, to) });
  }
  const wrongToken = { ...credentials, authToken: "0".repeat(32) };
  const outcome = await sendAs(wrongToken, valid, "+14155552671");
  return [...checked, { what: "a wrong token", expected: "20003 credentials_rejected", outcome }];
}

function textOf(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case "accepted":
      return "accepted";
    case "unknown":
      return `unknown: ${outcome.cause}`;
    default:
      return `${outcome.error.providerCode} ${outcome.error.code}`;
  }
}
