import { log } from "../observability/logger.ts";

/**
 * Creates a row. If `create` fails, the row may exist all the same and only DynamoDB's answer was lost. `undo` therefore removes the row,
 * because the caller retries and must not be served twice. `undo` must leave rows of other requests. Throws what `create` throws.
 */
export const createOrUndo = async <Created>(
  create: () => Promise<Created>,
  undo: () => Promise<unknown>,
): Promise<Created> => {
  try {
    return await create();
  } catch (error) {
    await undoAll([undo]);
    throw error;
  }
};

/** Runs all steps and logs each one that fails. After a failed step, a limit counts one send too many, or a claim ends with its lease. */
export const undoAll = async (steps: readonly (() => Promise<unknown> | undefined)[]): Promise<void> => {
  const results = await Promise.allSettled(steps.map((step) => step()));
  for (const result of results) if (result.status === "rejected") log.error("store_unavailable", result.reason);
};
