/**
 * Twilio's test numbers, with the error code that a send to or from each returns:
 * https://www.twilio.com/docs/iam/test-credentials#test-sms-messages
 */
export const magicRecipients: Readonly<Record<string, number>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};

export const magicSenders: Readonly<Record<string, number>> = {
  "+15005550001": 21212,
  "+15005550007": 21606,
  "+15005550008": 21611,
};

/** The only sender that works for messages and calls with Twilio's test credentials. */
export const magicSender = "+15005550006";

/** The hub's own test numbers: a message to +150055 followed by a code 30xxx is accepted, and then undelivered with that code. */
export const deliveryErrorOf = (to: string): string | null => /^\+150055(30\d{3})$/.exec(to)?.[1] ?? null;
