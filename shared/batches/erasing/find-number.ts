import { formsOf, isSamePerson } from "../../numbers/forms-of-number.ts";
import type { StoredBatch } from "../batch.ts";
import { partName } from "../lists/recipient-file.ts";
import { readFileText } from "../lists/recipient-file-get.ts";
import { type Recipient, storedPlacesIn } from "../recipients.ts";

/** Files read at once: the 10,000 of a million recipients take some seconds. */
const readsAtOnce = 50;

export interface Found {
  range: number;
  variables: Recipient["variables"];
}

/** Where a number stands in a batch: once at most, for the planner leaves doubles out. Null: nowhere. */
export const partOfNumber = async (batch: StoredBatch, number: string): Promise<Found | null> => {
  const count = batch.rangeCount ?? 0;
  for (let first = 0; first < count; first += readsAtOnce) {
    const ranges = Array.from({ length: Math.min(readsAtOnce, count - first) }, (_, at) => first + at);
    const found = await Promise.all(ranges.map((range) => findIn(batch, range, number)));
    const one = found.find((in_) => in_ !== null);
    if (one) return one;
  }
  return null;
};

/** Quicker than reading all of its places. */
export const mayHold = (text: string, number: string): boolean => formsOf(number).some((form) => text.includes(form));

const findIn = async (batch: StoredBatch, range: number, number: string): Promise<Found | null> => {
  const text = await readFileText(batch.scope, partName(batch, range));
  if (text === null || !mayHold(text, number)) return null;
  for (const place of storedPlacesIn(text))
    if ("to" in place && isSamePerson(place.to, number)) return { range, variables: place.variables };
  return null;
};
