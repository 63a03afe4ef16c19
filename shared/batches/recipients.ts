import { keyedId } from "../aws/hash-key.ts";
import type { MessageId } from "../kernel/ids.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import type { StoredBatch } from "./batch.ts";
import { rangeFileName } from "./lists/recipient-file.ts";
import { readFileText } from "./lists/recipient-file-get.ts";

/** One recipient of a batch, checked and normalised. */
export interface Recipient {
  /** Of their message. */
  id: MessageId;
  to: string;
  variables: Readonly<Record<string, string>>;
}

/** One whose number was erased: nothing is sent there any more, but the batch still adds up. */
export interface Erased {
  id: MessageId;
  to: null;
}

export type RangeEntry = Recipient | Erased;

/** As the planner writes it down; `erased` is the message's id, in the place of the number. */
export type StoredRangeEntry = { to: string; variables: Recipient["variables"] } | { erased: MessageId };

export const isRecipient = (entry: RangeEntry): entry is Recipient => entry.to !== null;

/**
 * What names a batch's message: a recipient who stands twice in a list, in whichever forms, and a restarted planner, make no second row (invariant 3). A
 * keyed hash, so that nobody finds the number again by trying them all (docs/decisions/0013).
 */
export const messageIdOf = async ({ scope, id }: Pick<StoredBatch, "scope" | "id">, to: string): Promise<MessageId> =>
  (await keyedId("message", scope, "batch", id, personKey(to))) as MessageId;

/** The planner's own file, as text. */
export const storedEntriesIn = (text: string): StoredRangeEntry[] => JSON.parse(text) as StoredRangeEntry[];

/** The recipients of a range, as the planner wrote them. Null: they were deleted, 43 days after the batch was made. */
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
