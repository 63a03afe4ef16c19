import type { Item } from "../../aws/dynamodb.ts";

/** A count that grows with each draw. `most` is its maximum; null: it has none. */
export interface Counter {
  name: string;
  add: number;
  most: number | null;
}

/** One draw from a bucket. `cost` and `tolerance` are in milliseconds of refilling. */
export interface Draw {
  key: string;
  cost: number;
  /** How far the bucket's `fullAt` can be ahead of the clock. Undefined, for a reservation: without limit. */
  tolerance?: number;
  counters?: readonly Counter[];
  /** Seconds for which the row must stay after the bucket is full again. */
  keepSeconds?: number;
}

export type Drawn =
  | { granted: true; at: number; fullAt: number; counts: Readonly<Record<string, number>> }
  | { granted: false; waitMilliseconds: number }
  | { granted: false; counter: string };

/** Returns the reason why a row refuses a draw at the moment `at`. Null: it grants the draw. */
export const refusalOf = (
  { cost, tolerance, counters = [] }: Draw,
  row: Readonly<Record<string, number>>,
  at: number,
): Extract<Drawn, { granted: false }> | null => {
  const full = counters.find(({ name, add, most }) => most !== null && (row[name] ?? 0) + add > most);
  if (full) return { granted: false, counter: full.name };
  if (tolerance === undefined) return null;
  const waitMilliseconds = (row.drawnTo ?? 0) + cost - tolerance - at;
  return waitMilliseconds > 0 ? { granted: false, waitMilliseconds } : null;
};

export const numbersIn = (item: Item | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(item ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
