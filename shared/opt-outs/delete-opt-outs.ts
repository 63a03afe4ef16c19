import { notFound } from "../errors.ts";
import type { Scope } from "../ids.ts";
import { fromSender } from "./opt-out-keys.ts";
import { readOptOutItems } from "./opt-out-reads.ts";
import { removeOptOut } from "./opt-out-writes.ts";

/** Ends a number's opt-outs, or the one from a sender. Throws not_found where there is none. */
export const deleteOptOuts = async (scope: Scope, number: string, sender: string | undefined): Promise<void> => {
  const items = await readOptOutItems(scope, number);
  const wanted = sender === undefined ? items : items.filter(({ sk }) => sk === fromSender(sender));
  const removed = await Promise.all(wanted.map(({ pk, sk }) => removeOptOut(String(pk), String(sk))));
  if (!removed.some(Boolean)) throw notFound("opt-out");
};
