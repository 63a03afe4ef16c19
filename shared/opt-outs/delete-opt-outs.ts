import { notFound } from "../kernel/errors.ts";
import type { Scope } from "../kernel/ids.ts";
import { senderKey } from "./opt-out-keys.ts";
import { readOptOutItems } from "./opt-out-reads.ts";
import { removeOptOut } from "./opt-out-writes.ts";
import { senderName } from "./sender-name.ts";

interface DeleteRequest {
  number: string;
  /** Undefined: all senders. */
  sender?: string | undefined;
  /** The country of a sender in national form. */
  country: string | null;
}

/** Ends all opt-outs of a number, or the one from a sender. Throws not_found if there is none. */
export const deleteOptOuts = async (scope: Scope, { number, sender, country }: DeleteRequest): Promise<void> => {
  const items = await readOptOutItems(scope, number);
  const matching = sender === undefined ? items : items.filter(isFrom(sender, country));
  const removed = await Promise.all(matching.map(({ pk, sk }) => removeOptOut(String(pk), String(sk))));
  if (!removed.some(Boolean)) throw notFound("opt-out");
};

/** Matches the sender in its normal form and as it is written, because older rows have the sender as the caller typed it. */
const isFrom = (sender: string, country: string | null) => {
  const keys = [sender, senderName(sender, country) ?? sender].map(senderKey);
  return ({ sk }: Record<string, unknown>): boolean => keys.includes(String(sk));
};
