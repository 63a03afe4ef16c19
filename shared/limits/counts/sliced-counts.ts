import type { Item } from "../../aws/dynamodb.ts";
import { epochSeconds } from "../../kernel/clock.ts";

/** Counts by slices of time, kept in one row: what happened of late, without a row for each thing that happened. */
export interface SlicedCounts {
  /** Begins with whose it is: a scope. */
  key: string;
  sliceMilliseconds: number;
  /** How far back anybody looks. */
  keptMilliseconds: number;
}

/** What a row tells. */
export interface Slices {
  counts: Readonly<Record<string, number>>;
  /** The row is tripped until then, epoch milliseconds (its `latchedUntil`); or was, where that is past. */
  trippedUntil: number | null;
}

/** The attribute that counts something's happening at that moment. */
export const sliceName = ({ sliceMilliseconds }: SlicedCounts, name: string, at: number): string =>
  `${name}#${Math.floor(at / sliceMilliseconds)}`;

/** How often something was counted in the slices that lie wholly within these moments, the second one left out. */
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

/** Attributes of slices that nobody looks at any more. */
export const staleNames = ({ sliceMilliseconds, keptMilliseconds }: SlicedCounts, { counts }: Slices, at: number) =>
  Object.keys(counts).filter((name) => {
    const slice = Number(name.slice(name.indexOf("#") + 1));
    return (slice + 1) * sliceMilliseconds <= at - keptMilliseconds;
  });

/** The one place where a row becomes its counts; an expired one tells nothing (invariant 19). */
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
