import type { NumberStore } from "../numbers/number-store.ts";
import type { VerifyServiceStore } from "../verify/verify-service-store.ts";
import { type Account, type AccountInput, accountInput } from "./account.ts";

export type AccountStore = {
  put: (input: AccountInput) => Account;
  get: (sid: string) => Account | undefined;
  byApiKey: (sid: string) => { account: Account; secret: string } | undefined;
  list: () => Account[];
};

export function createAccountStore(numbers: NumberStore, verifyServices: VerifyServiceStore): AccountStore {
  const accounts = new Map<string, Account>();
  const keys = new Map<string, { account: Account; secret: string }>();
  return {
    /** Replaces an existing account. A test rotates a token or suspends an account this way. */
    put(input) {
      const { phoneNumbers, verifyServices: services, ...settings } = accountInput.parse(input);
      const before = accounts.get(settings.accountSid);
      for (const key of before?.apiKeys ?? []) keys.delete(key.sid);
      const account = { ...settings, createdAt: before?.createdAt ?? new Date() };
      accounts.set(account.accountSid, account);
      for (const key of account.apiKeys) keys.set(key.sid, { account, secret: key.secret });
      for (const number of phoneNumbers) numbers.put(account.accountSid, number);
      for (const service of services) verifyServices.put(account.accountSid, service);
      return account;
    },
    get: (sid) => accounts.get(sid),
    byApiKey: (sid) => keys.get(sid),
    list: () => [...accounts.values()],
  };
}
