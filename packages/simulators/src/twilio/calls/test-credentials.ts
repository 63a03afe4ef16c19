import { TwilioError } from "../twilio-error.ts";

const magicCallers: Record<string, TwilioError> = {
  "+15005550001": new TwilioError(21212, "Invalid 'From' Phone Number: +15005550001"),
};

const magicCalled: Record<string, TwilioError> = {
  "+15005550001": new TwilioError(21217, "Phone number does not appear to be valid"),
  "+15005550002": new TwilioError(21214, "'To' phone number cannot be reached"),
  "+15005550003": new TwilioError(21215, "Account not authorized to call +15005550003"),
  "+15005550004": new TwilioError(21216, "Account not allowed to call +15005550004"),
};

/** Twilio's magic numbers for calls: https://www.twilio.com/docs/iam/test-credentials. No phone rings. */
export function checkMagicNumbers({ to, from }: { to: string; from: string }): void {
  const refusal = magicCallers[from] ?? magicCalled[to];
  if (refusal) throw refusal;
  if (from !== "+15005550006") throw new TwilioError(21210, `'From' phone number ${from} is not verified`);
}
