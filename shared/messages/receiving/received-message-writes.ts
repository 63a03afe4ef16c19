import { transact } from "../../aws/transaction.ts";
import { optOutDelete, optOutPut } from "../../opt-outs/opt-out-writes.ts";
import { createMessage, messagePut } from "../message-writes.ts";
import type { StoredMessage } from "../stored-message.ts";
import { replyCheckAt } from "./keyword-replies/owed-reply.ts";

/** To be written to no more, or again; `keyword` is the word that said so, null: a sentence did. */
export interface OptOutWish {
  kind: "stop" | "start";
  keyword: string | null;
}

interface Wish {
  wish: OptOutWish;
  number: string;
  senders: readonly string[];
}

/**
 * Stores an inbound message once; false: it was there already. With a STOP or a START the opt-out is written in the same
 * transaction: were they apart, a replayed STOP could undo a later START. Throws temporarily_unavailable where others kept writing the same.
 */
export const storeReceived = async (message: StoredMessage, wish: Wish | null): Promise<boolean> => {
  const checkAt = replyCheckAt(message);
  if (!wish) return (await createMessage(message, checkAt)).isNew;
  const { kind, keyword } = wish.wish;
  const optOuts = await Promise.all(
    [...new Set(wish.senders)].map((sender) => {
      const target = { owner: message.scope, number: wish.number, sender };
      return kind === "stop" ? optOutPut(target, keyword, message.id) : optOutDelete(target);
    }),
  );
  return (await transact([messagePut(message, checkAt), ...optOuts])).length === 0;
};
