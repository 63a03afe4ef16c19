import { log } from "../observability/logger.ts";

/**
 * Creates a row. If that fails, only the answer may be lost: the row is removed again, because the caller is told to ask once more and would
 * otherwise be served twice. `undo` removes the row only if this request wrote it. Throws what `create` throws.
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

/** Undoes as much as possible, and logs each step that fails: a limit then counts one send too many, or a claim ends with its lease. */
export const undoAll = async (steps: readonly (() => Promise<unknown> | undefined)[]): Promise<void> => {
  const results = await Promise.allSettled(steps.map((step) => step()));
  for (const result of results) if (result.status === "rejected") log.error("store_unavailable", result.reason);
};
