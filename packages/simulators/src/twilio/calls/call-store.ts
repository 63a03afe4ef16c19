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
  /** What Twilio would still show: deleted calls are gone. */
  find: (accountSid: string, sid: string) => PhoneCall | undefined;
  /** Newest first, deleted ones left out. */
  ofAccount: (accountSid: string) => PhoneCall[];
  /** Every call ever placed, oldest first, deleted ones and Verify's own included. */
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
