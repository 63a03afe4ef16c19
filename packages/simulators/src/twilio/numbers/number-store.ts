import { newPhoneNumber, type PhoneNumber, type PhoneNumberInput } from "./phone-number.ts";

export type NumberStore = {
  put: (accountSid: string, input: PhoneNumberInput) => PhoneNumber;
  ofAccount: (accountSid: string) => PhoneNumber[];
  /** Undefined unless this account owns the number. */
  owned: (accountSid: string, e164: string) => PhoneNumber | undefined;
  byE164: (e164: string) => PhoneNumber | undefined;
};

/** In the real world one account at a time owns a number; the latest to put it does here. */
export function createNumberStore(): NumberStore {
  const byE164 = new Map<string, PhoneNumber>();
  const owned = (accountSid: string, e164: string) => {
    const number = byE164.get(e164);
    return number?.accountSid === accountSid ? number : undefined;
  };
  return {
    put(accountSid, input) {
      // An account that is put again keeps the webhooks its numbers were given over the API, unless it names another.
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
