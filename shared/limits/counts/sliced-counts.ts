import type { Item } from "../../aws/dynamodb.ts";
import { epochSeconds } from "../../kernel/clock.ts";

/** Counts by slices of time in one row. It counts recent events without a row for each of them. */
export interface SlicedCounts {
  /** Begins with the owner, which is a scope. */
  key: string;
  sliceMilliseconds: number;
  /** The longest time into the past that any reader looks. */
  keptMilliseconds: number;
}

/** The content of a row. */
export interface Slices {
  counts: Readonly<Record<string, number>>;
  /** The moment until which the row is or was tripped, in epoch milliseconds (`latchedUntil` in the row). Null: never. */
  trippedUntil: number | null;
}

/** The attribute that counts the named event at the moment `at`. */
export const sliceName = ({ sliceMilliseconds }: SlicedCounts, name: string, at: number): string =>
  `${name}#${Math.floor(at / sliceMilliseconds)}`;

/** Sums the counts of all slices that lie completely between the two moments. */
export const countBetween = (
  { sliceMilliseconds }: SlicedCounts,
  { counts }: Slices,
  name: string,
  from: number,
  until: number,
): number => {
  let sum = 0;
  for (let slice = Math.ceil(from / sliceMilliseconds); (slice + 1) * sliceMilliseconds <= until; slice++)
    sum += counts[`${name}#${slice}`] ?? 0;
  return sum;
};

/** The attributes of slices that no reader needs any more. */
export const staleNames = ({ sliceMilliseconds, keptMilliseconds }: SlicedCounts, { counts }: Slices, at: number) =>
  Object.keys(counts).filter((name) => {
    const slice = Number(name.slice(name.indexOf("#") + 1));
    return (slice + 1) * sliceMilliseconds <= at - keptMilliseconds;
  });

/** Only this function turns a row into counts. An expired row has no counts (invariant 19). */
export const slicesOf = (row: Item | undefined, at: number): Slices => {
  if (!row || Number(row.expiresAt) <= epochSeconds(at)) return { counts: {}, trippedUntil: null };
  const { pk, expiresAt, latchedUntil, ...counts } = row;
  return {
    counts: Object.fromEntries(
      Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
    ),
    trippedUntil: typeof latchedUntil === "number" ? latchedUntil : null,
  };
};
