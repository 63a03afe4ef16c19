import type { Item } from "../../aws/dynamodb.ts";
import type { Draw, Drawn } from "./bucket-writes.ts";

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
