import { keyedId } from "../aws/hash-key.ts";
import type { MessageId } from "../kernel/ids.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import type { StoredBatch } from "./batch.ts";
import { readFileText } from "./lists/recipient-file-get.ts";
import { rangesFolder } from "./lists/recipient-folder.ts";

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

export type Place = Recipient | Erased;

/** As the planner writes it down; `erased` is the message's id, in the place of the number. */
export type StoredPlace = { to: string; variables: Recipient["variables"] } | { erased: MessageId };

export const isRecipient = (place: Place): place is Recipient => place.to !== null;

/**
 * What names a batch's message: a recipient who stands twice in a list, in whichever forms, and a restarted planner, make no second row (invariant 3). A
 * keyed hash, so that nobody finds the number again by trying them all (docs/decisions/0013).
 */
export const messageIdOf = async ({ scope, id }: Pick<StoredBatch, "scope" | "id">, to: string): Promise<MessageId> =>
  (await keyedId("message", scope, "batch", id, personKey(to))) as MessageId;

export const partName = ({ id }: Pick<StoredBatch, "id">, range: number): string =>
  `${rangesFolder}${id}/${range}.json`;

/** The planner's own file, as text. */
export const storedPlacesIn = (text: string): StoredPlace[] => JSON.parse(text) as StoredPlace[];

/** The recipients of a range, as the planner wrote them. Null: they were deleted (rangesKeptDays). */
export const readPart = async (batch: StoredBatch, range: number): Promise<Place[] | null> => {
  const text = await readFileText(batch.scope, partName(batch, range));
  if (text === null) return null;
  return Promise.all(
    storedPlacesIn(text).map(async (place): Promise<Place> => {
      if ("erased" in place) return { id: place.erased, to: null };
      return { id: await messageIdOf(batch, place.to), ...place };
    }),
  );
};
