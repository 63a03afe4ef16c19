import { keyedId } from "../aws/hash-key.ts";
import type { MessageId } from "../kernel/ids.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import type { StoredBatch } from "./batch.ts";
import { rangeFileName } from "./lists/recipient-file.ts";
import { readFileText } from "./lists/recipient-file-get.ts";

/** One recipient of a batch, with a valid E.164 number. */
export interface Recipient {
  /** The id of the recipient's message. */
  id: MessageId;
  to: string;
  variables: Readonly<Record<string, string>>;
}

/** A recipient whose number was erased. The hub sends them nothing, and the batch still adds up. */
export interface Erased {
  id: MessageId;
  to: null;
}

export type RangeEntry = Recipient | Erased;

/** An entry of a range file. `erased` is the message's id, in place of the number. */
export type StoredRangeEntry = { to: string; variables: Recipient["variables"] } | { erased: MessageId };

export const isRecipient = (entry: RangeEntry): entry is Recipient => entry.to !== null;

/**
 * The id of a recipient's message. It follows from batch and number, so neither a number that a list holds twice, in any form, nor a
 * restarted planner makes a second row (invariant 3). A keyed hash, so that nobody can find the number by trying all of them
 * (docs/decisions/0013).
 */
export const messageIdOf = async ({ scope, id }: Pick<StoredBatch, "scope" | "id">, to: string): Promise<MessageId> =>
  (await keyedId("message", scope, "batch", id, personKey(to))) as MessageId;

/** Parses a range file. It is not validated, because only the hub writes it. */
export const storedEntriesIn = (text: string): StoredRangeEntry[] => JSON.parse(text) as StoredRangeEntry[];

/** The entries of a range. Null: its file is deleted, 43 days after the batch was made. */
export const readRangeFile = async (batch: StoredBatch, range: number): Promise<RangeEntry[] | null> => {
  const text = await readFileText(batch.scope, rangeFileName(batch, range));
  if (text === null) return null;
  return Promise.all(
    storedEntriesIn(text).map(async (entry): Promise<RangeEntry> => {
      if ("erased" in entry) return { id: entry.erased, to: null };
      return { id: await messageIdOf(batch, entry.to), ...entry };
    }),
  );
};
