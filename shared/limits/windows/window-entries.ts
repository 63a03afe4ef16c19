import { randomBytes } from "node:crypto";
import type { Item } from "../../aws/dynamodb.ts";
import { epochSeconds } from "../../kernel/clock.ts";
import type { SlidingWindow } from "./sliding-window.ts";

/**
 * The row of a window holds a set of entries. Each entry is a moment followed by random bits. A write can therefore add an entry, or remove
 * exactly that one, without a read before, and a write that the SDK repeats changes nothing.
 */
export const newEntry = (at: number): string => `${at}#${randomBytes(9).toString("base64url")}`;

export const momentOf = (entry: string): number => Number.parseInt(entry, 10);

/** Returns the entries of a row. The moment of an entry decides whether it still counts, even if the row has expired (invariant 19). */
export const entriesOf = (row: Item | undefined): string[] =>
  row?.entries instanceof Set ? [...row.entries].filter((entry) => typeof entry === "string") : [];

/** A minute longer than the window, because the clocks of two Lambdas can differ. */
export const expiryOf = ({ milliseconds }: SlidingWindow, at: number): number => epochSeconds(at + milliseconds) + 60;
