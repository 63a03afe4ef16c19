import { readFileText } from "../aws/recipient-file-get.ts";
import { idFrom, type MessageId } from "../ids.ts";
import type { StoredBatch } from "./batch.ts";

/** One recipient of a batch, checked and normalised. */
export interface Recipient {
  to: string;
  variables: Readonly<Record<string, string>>;
}

/** What names a batch's message: a recipient who stands twice in a list, and a restarted planner, make no second row (invariant 3). */
export const messageIdOf = ({ scope, id }: StoredBatch, to: string): MessageId =>
  idFrom("message", scope, "batch", id, to) as MessageId;

export const partName = ({ id }: Pick<StoredBatch, "id">, range: number): string => `${id}/ranges/${range}.json`;

/** The recipients of a range, as the planner wrote them. Null: they were deleted, a week after the batch was made. */
export const readPart = async (batch: StoredBatch, range: number): Promise<Recipient[] | null> => {
  const text = await readFileText(batch.scope, partName(batch, range));
  // The planner's own file.
  return text === null ? null : (JSON.parse(text) as Recipient[]);
};
