import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import type { KeyMode, TenantId } from "../../shared/kernel/ids.ts";
import { allowances, limitCreation } from "../../shared/limits/creation-limits.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());
afterEach(() => setClock(Date.now));

const creator = (userId: string | null) => ({
  tenantId: `ten_${crypto.randomUUID()}` as TenantId,
  mode: "live" as KeyMode,
  userId,
});
const outcomesOf = async (who: ReturnType<typeof creator>, count: number) => {
  const tries = await Promise.allSettled(Array.from({ length: count }, () => limitCreation(who, "uploads")));
  return tries.filter(({ status }) => status === "fulfilled").length;
};

test("limitCreation() grants a user the burst at once, and the next creation after a wait (invariant 31)", async () => {
  const ann = creator("ann");
  const start = Date.now();
  setClock(() => start);
  const { atOnce, perDay } = allowances.uploads.user;
  expect(await outcomesOf(ann, atOnce + 5)).toBe(atOnce);
  const secondsPerUpload = (24 * 3600) / perDay;
  await expect(limitCreation(ann, "uploads")).rejects.toMatchObject({
    code: "rate_limited",
    detail: { retryAfterSeconds: Math.ceil(secondsPerUpload) },
  });
  setClock(() => start + secondsPerUpload * 1000 + 1);
  expect(await outcomesOf(ann, 3)).toBe(1);
});

test("limitCreation() counts users, a tenant's keys, modes and kinds separately (invariant 31)", async () => {
  const ann = creator("ann");
  expect(await outcomesOf(ann, 100)).toBe(allowances.uploads.user.atOnce);
  for (const other of [
    { ...ann, userId: "ben" },
    { ...ann, userId: null },
    { ...ann, mode: "test" as KeyMode },
  ])
    expect(await outcomesOf(other, 1)).toBe(1);
  await expect(limitCreation(ann, "templates")).resolves.toBeUndefined();
});
