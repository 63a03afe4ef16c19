import { addressFits } from "../../wire/address.ts";
import type { Verification } from "./verification.ts";

export type VerificationFilter = {
  to?: string | undefined;
  sid?: string | undefined;
  serviceSid?: string | undefined;
  accountSid?: string | undefined;
};

export type VerificationStore = {
  add: (verification: Verification) => void;
  /** Finds a verification by its SID or its number. Expired verifications are gone. */
  find: (serviceSid: string, sidOrTo: string) => Verification | undefined;
  /** The pending verification of a number. Another start continues it. */
  pending: (serviceSid: string, to: string) => Verification | undefined;
  /** All verifications ever started, oldest first, with those that Twilio has forgotten. */
  ledger: (filter: VerificationFilter) => Verification[];
  bySid: (sid: string) => Verification | undefined;
  clear: () => void;
};

export function createVerificationStore(): VerificationStore {
  const bySid = new Map<string, Verification>();
  const latest = new Map<string, Verification>();
  const key = (serviceSid: string, to: string) => `${serviceSid} ${to}`;
  return {
    add(verification) {
      bySid.set(verification.sid, verification);
      latest.set(key(verification.serviceSid, verification.to), verification);
    },
    find(serviceSid, sidOrTo) {
      const found = bySid.get(sidOrTo) ?? latest.get(key(serviceSid, sidOrTo));
      return found?.serviceSid === serviceSid && isKept(found) ? found : undefined;
    },
    pending(serviceSid, to) {
      const found = latest.get(key(serviceSid, to));
      return found?.status === "pending" && isKept(found) ? found : undefined;
    },
    ledger: ({ to, sid, serviceSid, accountSid }) =>
      [...bySid.values()].filter(
        (verification) =>
          (sid === undefined || verification.sid === sid) &&
          (to === undefined || addressFits(to, verification.to)) &&
          (serviceSid === undefined || verification.serviceSid === serviceSid) &&
          (accountSid === undefined || verification.accountSid === accountSid),
      ),
    bySid: (sid) => bySid.get(sid),
    clear() {
      bySid.clear();
      latest.clear();
    },
  };
}

/** Checks the expiry at each access, so the store needs no timer. */
function isKept(verification: Verification): boolean {
  if (!verification.isDeleted && verification.expiresAt.getTime() <= Date.now()) {
    verification.isDeleted = true;
    if (verification.status === "pending") verification.status = "expired";
  }
  return !verification.isDeleted;
}
