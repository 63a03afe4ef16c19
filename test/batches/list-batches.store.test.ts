import { afterAll, beforeAll, expect, test } from "vitest";
import type { StoredBatch } from "../../shared/batches/batch.ts";
import { createBatch } from "../../shared/batches/batch-writes.ts";
import { listBatches } from "../../shared/batches/list-batches.ts";
import { noCounts } from "../../shared/batches/range.ts";
import { putCounts } from "../../shared/batches/ranges/range-writes.ts";
import { newId, type Scope, scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { createTables } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
  await createTables(["batches"]);
});
afterAll(() => store.close());

/** Batches with the given numbers of ranges, newest first; the first range of each has counts. */
const scopeWith = async (...rangeCounts: (number | null)[]): Promise<Scope> => {
  const scope = scopeOf(newId("tenant") as TenantId, "live");
  for (const [at, rangeCount] of rangeCounts.entries()) {
    const createdAt = new Date(Date.UTC(2030, 0, 1) - at * 1_000).toISOString();
    const batch = { scope, id: `bat_${at}`, status: "running", total: (rangeCount ?? 0) * 100, rangeCount, createdAt };
    await createBatch({ ...batch, requestId: batch.id } as unknown as StoredBatch, 0);
    const counted = {
      range: 0,
      generation: 0,
      visitNumber: 1,
      isDone: false,
      counts: { ...noCounts, accepted: 100 },
      countedAt: 1,
    };
    if (rangeCount !== null) await putCounts(batch, counted);
  }
  return scope;
};

/** The batches' numbers page by page. */
const pagesOf = async (scope: Scope, limit: number): Promise<number[][]> => {
  const pages: number[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listBatches(scope, { limit, cursor });
    for (const { total, counts } of items)
      expect(counts).toMatchObject(total === 0 ? { accepted: 0 } : { accepted: 100, pending: total - 100 });
    pages.push(items.map(({ id }) => Number(id.slice(4))));
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
};

test("listBatches ends a page early when its counts would take too long, and continues on the next page", async () => {
  const scope = await scopeWith(1_500, 400, null, 200, 1_500, 5_000, 5_000, 10);
  expect(await pagesOf(scope, 200)).toEqual([[0, 1, 2], [3, 4], [5], [6], [7]]);
});

test("listBatches fills a page of small batches to the limit", async () => {
  expect(await pagesOf(await scopeWith(10, 10, 10, 10, 10), 2)).toEqual([[0, 1], [2, 3], [4]]);
});
