import type { Item } from "../../aws/dynamodb.ts";

/** A count that grows with each draw, and where it ends; null: nowhere. */
export interface Counter {
  name: string;
  add: number;
  most: number | null;
}

/** One draw from a bucket, in milliseconds of its refilling. */
export interface Draw {
  key: string;
  cost: number;
  /** How far ahead of the clock the bucket may be drawn. Left out: without end, for a reservation. */
  tolerance?: number;
  counters?: readonly Counter[];
  /** Seconds that the row must stay, beyond what the bucket itself needs. */
  keepSeconds?: number;
}

export type Drawn =
  | { granted: true; at: number; fullAt: number; counts: Readonly<Record<string, number>> }
  | { granted: false; waitMilliseconds: number }
  | { granted: false; counter: string };

/** Why a bucket's row does not grant a draw at a moment; null: it does. */
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
