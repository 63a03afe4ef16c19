import type * as z from "zod";
import type { Batch } from "../api/schemas/batch-schemas.ts";
import type { Page } from "../aws/merged-query.ts";
import type { Scope } from "../kernel/ids.ts";
import { encodeCursor } from "../kernel/page-cursor.ts";
import type { StoredBatch } from "./batch.ts";
import { readBatchPage } from "./batch-reads.ts";
import { viewOfBatch } from "./batch-view.ts";

/** The most ranges that one page adds up: each is a row to read, and an operation has ten seconds. */
const rangesPerPage = 2_000;

/**
 * A scope's batches, newest first, each with the counts of its ranges added up. If they have many ranges the page ends early, but it
 * holds at least one batch. Throws invalid_cursor.
 */
export const listBatches = async (
  scope: Scope,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<z.output<typeof Batch>>> => {
  const { items, nextCursor } = await readBatchPage(scope, page);
  const fitting = fittingOf(items);
  const views: z.output<typeof Batch>[] = [];
  // Sequentially: in parallel they would all be in memory and compete for the same few sockets.
  for (const batch of fitting) views.push(await viewOfBatch(batch));
  const last = fitting.at(-1);
  return { items: views, nextCursor: last && fitting.length < items.length ? encodeCursor(last) : nextCursor };
};

const fittingOf = (batches: readonly StoredBatch[]): readonly StoredBatch[] => {
  let ranges = 0;
  const tooMany = batches.findIndex(({ rangeCount }, at) => {
    ranges += rangeCount ?? 0;
    return at > 0 && ranges > rangesPerPage;
  });
  return tooMany === -1 ? batches : batches.slice(0, tooMany);
};
