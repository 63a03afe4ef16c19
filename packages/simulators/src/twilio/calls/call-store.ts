import { addressFits } from "../../wire/address.ts";
import type { PhoneCall } from "./phone-call.ts";

export type CallFilter = {
  to?: string | undefined;
  from?: string | undefined;
  accountSid?: string | undefined;
  status?: string | undefined;
};

export type CallStore = {
  add: (call: PhoneCall) => void;
  /** Finds a call as Twilio would: a deleted call is gone. */
  find: (accountSid: string, sid: string) => PhoneCall | undefined;
  /** Newest first, without deleted calls. */
  ofAccount: (accountSid: string) => PhoneCall[];
  /** All calls ever placed, oldest first, with deleted calls and Verify's own. */
  ledger: (filter: CallFilter) => PhoneCall[];
  bySid: (sid: string) => PhoneCall | undefined;
  clear: () => void;
};

export function createCallStore(): CallStore {
  const bySid = new Map<string, PhoneCall>();
  const find = (accountSid: string, sid: string) => {
    const call = bySid.get(sid);
    return call?.accountSid === accountSid && !call.isDeleted ? call : undefined;
  };
  return {
    add: (call) => void bySid.set(call.sid, call),
    find,
    ofAccount: (accountSid) => [...bySid.values()].filter(({ sid }) => find(accountSid, sid)).reverse(),
    ledger: ({ to, from, accountSid, status }) =>
      [...bySid.values()].filter(
        (call) =>
          (to === undefined || addressFits(to, call.to)) &&
          (from === undefined || call.from === from) &&
          (accountSid === undefined || call.accountSid === accountSid) &&
          (status === undefined || call.status === status),
      ),
    bySid: (sid) => bySid.get(sid),
    clear: () => bySid.clear(),
  };
}
