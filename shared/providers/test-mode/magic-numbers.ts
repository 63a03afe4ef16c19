/**
 * Twilio's test numbers, with what sending to or from them answers:
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

/** The one that messages and calls of the test credentials can come from. */
export const magicSender = "+15005550006";

/** Our own beside Twilio's: +150055 and a code 30xxx is accepted, then undelivered with that code. */
export const deliveryErrorOf = (to: string): string | null => /^\+150055(30\d{3})$/.exec(to)?.[1] ?? null;
