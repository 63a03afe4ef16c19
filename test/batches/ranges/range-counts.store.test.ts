import { afterAll, beforeAll, expect, test } from "vitest";
import { readRange } from "../../../shared/batches/batch-reads.ts";
import { noCounts, type RangeRow } from "../../../shared/batches/range.ts";
import { putBegun, putCounts, putDone } from "../../../shared/batches/ranges/range-writes.ts";
import { newId, scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
  await createTables(["batches"]);
});
afterAll(() => store.close());

const newBatch = () => ({ scope: scopeOf(newId("tenant") as TenantId, "live"), id: newId("batch") });
const counted = (generation: number, countedAt: number, counts: Partial<RangeRow["counts"]>): RangeRow => ({
  ...{ range: 0, generation, visitNumber: 1, isDone: false, countedAt },
  counts: { ...noCounts, ...counts },
});

test("putCounts ignores a late count from a run before the cancellation", async () => {
  const batch = newBatch();
  await putDone(batch, counted(2, 1_000, { accepted: 20, canceled: 80 }));
  await putCounts(batch, counted(1, 1_001, { accepted: 20, pending: 80 }));
  expect(await readRange(batch, 0)).toMatchObject({
    generation: 2,
    counts: { accepted: 20, canceled: 80, pending: 0 },
  });
});

test("putCounts keeps the later count of one run in any order of arrival", async () => {
  const batch = newBatch();
  await putCounts(batch, counted(1, 1_000, { pending: 100 }));
  await putCounts(batch, counted(1, 3_000, { accepted: 90, pending: 10 }));
  await putCounts(batch, counted(1, 2_000, { accepted: 50, pending: 50 }));
  expect(await readRange(batch, 0)).toMatchObject({ counts: { accepted: 90, pending: 10 } });
});

test("putBegun never replaces a count, and putCounts replaces the count of a begun range", async () => {
  const batch = newBatch();
  const first = { range: 0, generation: 1, visitNumber: 0 };
  await putBegun(batch, first, 100);
  expect(await readRange(batch, 0)).toMatchObject({ isDone: false, counts: { ...noCounts, pending: 100 } });
  await putCounts(batch, counted(1, 1_000, { accepted: 90, pending: 10 }));
  await putBegun(batch, first, 100);
  expect(await readRange(batch, 0)).toMatchObject({ counts: { accepted: 90, pending: 10 } });
});
