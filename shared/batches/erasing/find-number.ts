import { formsOf, isSamePerson } from "../../numbers/forms-of-number.ts";
import type { StoredBatch } from "../batch.ts";
import { rangeFileName } from "../lists/recipient-file.ts";
import { readFileText } from "../lists/recipient-file-get.ts";
import { type Recipient, storedEntriesIn } from "../recipients.ts";

/** Files read at once: the 10,000 files of a million recipients take some seconds. */
const readsAtOnce = 50;

export interface FoundNumber {
  range: number;
  variables: Recipient["variables"];
}

/** The place of a number in a batch: one at most, because the planner leaves duplicates out. Null: the batch does not contain it. */
export const findNumber = async (batch: StoredBatch, number: string): Promise<FoundNumber | null> => {
  const count = batch.rangeCount ?? 0;
  for (let first = 0; first < count; first += readsAtOnce) {
    const ranges = Array.from({ length: Math.min(readsAtOnce, count - first) }, (_, at) => first + at);
    const found = await Promise.all(ranges.map((range) => findInRange(batch, range, number)));
    const one = found.find((match) => match !== null);
    if (one) return one;
  }
  return null;
};

/** A quick test of a file's text, before it is parsed. */
export const mayContain = (text: string, number: string): boolean =>
  formsOf(number).some((form) => text.includes(form));

const findInRange = async (batch: StoredBatch, range: number, number: string): Promise<FoundNumber | null> => {
  const text = await readFileText(batch.scope, rangeFileName(batch, range));
  if (text === null || !mayContain(text, number)) return null;
  for (const entry of storedEntriesIn(text))
    if ("to" in entry && isSamePerson(entry.to, number)) return { range, variables: entry.variables };
  return null;
};
