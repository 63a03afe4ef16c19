import { now } from "../../kernel/clock.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { StoredBatch } from "../batch.ts";
import { readBatchPage } from "../batch-reads.ts";
import { rangesKeptMilliseconds } from "../range.ts";

/** Range files are kept for 43 days, and an erasure that rewrites one starts that time again. */
const keptMilliseconds = 2 * rangesKeptMilliseconds;

/** The batches whose files may still exist, newest first. */
export async function* recentBatches(scope: Scope): AsyncGenerator<StoredBatch> {
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof readBatchPage>> = await readBatchPage(scope, { limit: 100, cursor });
    for (const batch of page.items) {
      if (now() - Date.parse(batch.createdAt) > keptMilliseconds) return;
      yield batch;
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
