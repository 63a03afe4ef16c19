import type { EraserName } from "../../kernel/config.ts";

/**
 * The capabilities that store data about phone numbers, in the order in which each pass of an erasure visits them. Each has its own
 * function, functions/erasers/erase-<name>.ts, with rights on the data of that capability alone.
 */
export const erasers = [
  // The first one, so that everything that a batch can still send is a message when the next eraser searches for messages.
  "batches",
  "messages",
  "lookups",
  "optOuts",
  "preferences",
  "verifications",
] as const satisfies readonly EraserName[];
