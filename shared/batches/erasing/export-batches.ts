import type { ExportNumber } from "../../kernel/eraser.ts";
import { scopeMode } from "../../kernel/ids.ts";
import { findNumber } from "./find-number.ts";
import { recentBatches } from "./recent-batches.ts";

/** The batches whose lists contain a number. */
export const exportBatches: ExportNumber = async (scope, number) => {
  const held: unknown[] = [];
  for await (const batch of recentBatches(scope)) {
    const found = await findNumber(batch, number);
    const { id: batchId, status, createdAt } = batch;
    if (found) held.push({ mode: scopeMode(scope), batchId, status, createdAt, variables: found.variables });
  }
  return held;
};
