import { addressFits, numberOf } from "../../wire/address.ts";
import type { Message } from "./message.ts";

export type LedgerFilter = {
  to?: string | undefined;
  from?: string | undefined;
  accountSid?: string | undefined;
  direction?: string | undefined;
};

export type MessageStore = {
  add: (message: Message) => void;
  /** Finds a message as Twilio would: a deleted message is gone. */
  find: (accountSid: string, sid: string) => Message | undefined;
  /** Newest first, without deleted messages. `to` must be exactly as stored. */
  listed: (accountSid: string, to: string | null) => Message[];
  /** All messages ever accepted, oldest first, with deleted ones. `to` with or without its channel. */
  ledger: (filter: LedgerFilter) => Message[];
  bySid: (sid: string) => Message | undefined;
  clear: () => void;
};

/** Holds 100,000 messages and more: to add one touches three maps, and a search by number reads only that number's messages. */
export function createMessageStore(onOutbound: (message: Message) => void = () => undefined): MessageStore {
  const bySid = new Map<string, Message>();
  const byAccount = new Map<string, Message[]>();
  const byNumber = new Map<string, Message[]>();

  return {
    add(message) {
      bySid.set(message.sid, message);
      append(byAccount, message.accountSid, message);
      append(byNumber, numberOf(message.to), message);
      if (message.direction === "outbound-api") onOutbound(message);
    },
    find(accountSid, sid) {
      const message = bySid.get(sid);
      return message?.accountSid === accountSid && !message.isDeleted ? message : undefined;
    },
    listed(accountSid, to) {
      const candidates = (to === null ? byAccount.get(accountSid) : byNumber.get(numberOf(to))) ?? [];
      return candidates
        .filter((message) => message.accountSid === accountSid && !message.isDeleted)
        .filter((message) => to === null || message.to === to)
        .reverse();
    },
    ledger({ to, from, accountSid, direction }) {
      const candidates = to === undefined ? [...bySid.values()] : (byNumber.get(numberOf(to)) ?? []);
      return candidates.filter(
        (message) =>
          (to === undefined || addressFits(to, message.to)) &&
          (from === undefined || (message.from !== null && addressFits(from, message.from))) &&
          (accountSid === undefined || message.accountSid === accountSid) &&
          (direction === undefined || message.direction === direction),
      );
    },
    bySid: (sid) => bySid.get(sid),
    clear() {
      bySid.clear();
      byAccount.clear();
      byNumber.clear();
    },
  };
}

function append(index: Map<string, Message[]>, key: string, message: Message): void {
  const list = index.get(key);
  if (list) list.push(message);
  else index.set(key, [message]);
}
