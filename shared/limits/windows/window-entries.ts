import { randomBytes } from "node:crypto";
import type { Item } from "../../aws/dynamodb.ts";
import { epochSeconds } from "../../kernel/clock.ts";
import type { SlidingWindow } from "./sliding-window.ts";

/**
 * A window's row holds a set of its entries, each a moment with random bits behind it: so an entry can be added, and exactly that one
 * taken out again, without a read, and a write that the SDK repeats changes nothing.
 */
export const newEntry = (at: number): string => `${at}#${randomBytes(9).toString("base64url")}`;

export const momentOf = (entry: string): number => Number.parseInt(entry, 10);

/** What stands in a row; which of it still counts, its moments tell, though the row may have expired (invariant 19). */
export const entriesOf = (row: Item | undefined): string[] =>
  row?.entries instanceof Set ? [...row.entries].filter((entry) => typeof entry === "string") : [];

/** A minute more than the window: the clocks of two Lambdas may differ. */
export const expiryOf = ({ milliseconds }: SlidingWindow, at: number): number => epochSeconds(at + milliseconds) + 60;
