import { notFound } from "../kernel/errors.ts";
import type { Scope } from "../kernel/ids.ts";
import { fromSender } from "./opt-out-keys.ts";
import { readOptOutItems } from "./opt-out-reads.ts";
import { removeOptOut } from "./opt-out-writes.ts";
import { senderName } from "./sender-name.ts";

interface Wanted {
  number: string;
  /** Left out: all of them. */
  sender?: string | undefined;
  /** For a sender written as a national number. */
  country: string | null;
}

/** Ends a number's opt-outs, or the one from a sender. Throws not_found where there is none. */
export const deleteOptOuts = async (scope: Scope, { number, sender, country }: Wanted): Promise<void> => {
  const items = await readOptOutItems(scope, number);
  const wanted = sender === undefined ? items : items.filter(isFrom(sender, country));
  const removed = await Promise.all(wanted.map(({ pk, sk }) => removeOptOut(String(pk), String(sk))));
  if (!removed.some(Boolean)) throw notFound("opt-out");
};

/** As it is listed, too: what was recorded before senders were normalised lies under what was typed then. */
const isFrom = (sender: string, country: string | null) => {
  const keys = [sender, senderName(sender, country) ?? sender].map(fromSender);
  return ({ sk }: Record<string, unknown>): boolean => keys.includes(String(sk));
};
