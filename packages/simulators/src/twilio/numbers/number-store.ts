import { newPhoneNumber, type PhoneNumber, type PhoneNumberInput } from "./phone-number.ts";

export type NumberStore = {
  put: (accountSid: string, input: PhoneNumberInput) => PhoneNumber;
  ofAccount: (accountSid: string) => PhoneNumber[];
  /** Undefined unless this account owns the number. */
  owned: (accountSid: string, e164: string) => PhoneNumber | undefined;
  byE164: (e164: string) => PhoneNumber | undefined;
};

/** Only one account at a time owns a number: the account that put it last. */
export function createNumberStore(): NumberStore {
  const byE164 = new Map<string, PhoneNumber>();
  const owned = (accountSid: string, e164: string) => {
    const number = byE164.get(e164);
    return number?.accountSid === accountSid ? number : undefined;
  };
  return {
    put(accountSid, input) {
      // If an account is put again, its numbers keep the webhooks that the API set, unless the input names another.
      const existing = owned(accountSid, input.phoneNumber);
      if (existing)
        return "smsUrl" in input && input.smsUrl ? Object.assign(existing, { smsUrl: input.smsUrl }) : existing;
      const number = newPhoneNumber(accountSid, input);
      byE164.set(number.phoneNumber, number);
      return number;
    },
    ofAccount: (accountSid) => [...byE164.values()].filter((number) => number.accountSid === accountSid),
    owned,
    byE164: (e164) => byE164.get(e164),
  };
}
