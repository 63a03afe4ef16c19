import type { EraserName } from "../../kernel/config.ts";

/**
 * The capabilities that hold something about phone numbers, in the order in which a pass of an erasure visits them. Each erases in a function of its
 * own, functions/erasers/erase-<name>.ts, which may touch what this capability holds and nothing else.
 */
export const erasers = [
  // First: what it may still send is a message by the time those are looked for.
  "batches",
  "messages",
  "lookups",
  "optOuts",
  "preferences",
  "verifications",
] as const satisfies readonly EraserName[];
